package io.kvorum.integrity.fake;

import io.kvorum.integrity.outbox.TagFeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The feed of a fake store, from when it is made. What is not processed when it is closed comes again from its {@link #successor}. */
public final class FakeTagFeed implements TagFeed {
    private static final int PARTITIONS = 4;

    private final FakeTagStore store;
    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final List<Change> open = new ArrayList<>();
    private final Map<String, Long> seen = new HashMap<>();
    private long numbers;

    public FakeTagFeed(FakeTagStore store) {
        this.store = store;
        store.changed = this::look;
    }

    private synchronized void look() {
        for (String tag : store.tags()) {
            long version = store.version(tag);
            if (seen.getOrDefault(tag, 0L) < version) {
                seen.put(tag, version);
                add(tag);
            }
        }
    }

    private void add(String tag) {
        Change change = new Change(Math.floorMod(tag.hashCode(), PARTITIONS), ++numbers, Optional.of(store.peek(tag)));
        open.add(change);
        changes.add(change);
    }

    /** What another member of the group is told once this one is closed. */
    public synchronized FakeTagFeed successor() {
        FakeTagFeed next = new FakeTagFeed(store);
        next.seen.putAll(seen);
        open.forEach(change -> next.add(change.contents().orElseThrow().tag()));
        return next;
    }

    @Override
    public Optional<Change> next(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(changes.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public synchronized void processed(Change change) {
        open.removeIf(other -> other.partition() == change.partition() && other.number() <= change.number());
    }

    /** Told, or to be told, and not processed. */
    public synchronized int unprocessed() {
        return open.size();
    }

    @Override
    public void close() {}
}
