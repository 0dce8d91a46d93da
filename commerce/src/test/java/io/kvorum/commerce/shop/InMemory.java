package io.kvorum.commerce.shop;

import io.kvorum.commerce.store.Buckets;
import io.kvorum.commerce.store.KeyRing;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.commerce.store.Stores;
import io.kvorum.integrity.fake.FakeTagFeed;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.outbox.TagFeed;
import io.kvorum.integrity.tag.TagStore;
import io.kvorum.integrity.tag.Time;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The buckets of a region, in memory. All of their calls are counted together, and fail as a test says. */
public final class InMemory implements Stores {
    private final Faults faults;
    private final LongSupplier clusterMillis;
    private final Map<String, FakeTagStore> buckets = new ConcurrentHashMap<>();

    public InMemory(Faults faults, LongSupplier clusterMillis) {
        this.faults = faults;
        this.clusterMillis = clusterMillis;
    }

    public FakeTagStore bucket(String name) {
        return buckets.computeIfAbsent(name, made -> {
            FakeTagStore store = new FakeTagStore(made, faults);
            store.clusterMillis = clusterMillis;
            return store;
        });
    }

    @Override
    public TagStore tags(String bucket) {
        return bucket(bucket);
    }

    /** Several may follow one bucket. */
    @Override
    public synchronized TagFeed feed(String bucket, String group) {
        FakeTagStore store = bucket(bucket);
        Runnable others = store.changed;
        FakeTagFeed feed = new FakeTagFeed(store);
        Runnable own = store.changed;
        store.changed = () -> {
            others.run();
            own.run();
        };
        return feed;
    }

    /** As one process of a service has it. */
    public RegionStore region(String name, KeyRing keys, Time time) {
        return new RegionStore(new Buckets(name), this, keys, time);
    }
}
