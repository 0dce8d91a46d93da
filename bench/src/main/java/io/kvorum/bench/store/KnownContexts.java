package io.kvorum.bench.store;

import io.kvorum.bench.workload.Keys;
import io.kvorum.client.Context;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is known of keys' contexts, so that a write replaces what is there without reading it first. Of each key that context
 * which covers all that is known to have been written; none once two writes of it have met, since the context of neither
 * covers the value of the other: then the key has to be read. Bounded: keys share places, and the last one keeps it. Safe for
 * use by many threads.
 */
final class KnownContexts {
    private final AtomicReferenceArray<@Nullable Entry> places;

    /** A key's context as it was found: a place that still has the same entry has seen no other write. */
    record Entry(long key, Context context) {}

    /** @param places how many keys at most */
    KnownContexts(int places) {
        this.places = new AtomicReferenceArray<>(places);
    }

    /** The entry of this key; null if it has to be read. */
    @Nullable
    Entry find(byte[] key) {
        Entry found = places.get(place(Keys.number(key)));
        return found != null && found.key() == Keys.number(key) ? found : null;
    }

    /** A read has shown this. It is taken only if nothing is known: what is known may come from a later write. */
    Entry saw(byte[] key, Context context) {
        Entry seen = new Entry(Keys.number(key), context);
        int place = place(seen.key());
        Entry present = places.get(place);
        if (present == null || present.key() != seen.key()) {
            places.compareAndSet(place, present, seen);
        }
        return seen;
    }

    /** A write with the context of {@code before} was acknowledged; its own context covers that, and the value written. */
    void wrote(Entry before, Context context) {
        int place = place(before.key());
        if (!places.compareAndSet(place, before, new Entry(before.key(), context))) {
            // Somebody else wrote meanwhile.
            forget(before.key());
        }
    }

    /** Nothing is known of this key any longer. */
    void forget(byte[] key) {
        forget(Keys.number(key));
    }

    private void forget(long number) {
        int place = place(number);
        Entry present = places.get(place);
        if (present != null && present.key() == number) {
            places.compareAndSet(place, present, null);
        }
    }

    private int place(long number) {
        return (int) Math.floorMod(number, (long) places.length());
    }
}
