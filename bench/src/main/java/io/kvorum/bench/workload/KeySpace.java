package io.kvorum.bench.workload;

import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/** Which keys there are: those that were loaded, and those that were inserted since. Safe for use by many threads. */
public final class KeySpace {
    private final AtomicLong next;
    private final TreeSet<Long> endedOutOfOrder = new TreeSet<>();
    private volatile long limit;

    public KeySpace(long loaded) {
        next = new AtomicLong(loaded);
        limit = loaded;
    }

    /** The number of a new key. Its insert has to be {@linkplain #insertEnded ended}, whatever comes of it. */
    public long beginInsert() {
        return next.getAndIncrement();
    }

    /** Acknowledged or failed: a failed one must not hold up those after it. */
    public synchronized void insertEnded(long key) {
        endedOutOfOrder.add(key);
        while (!endedOutOfOrder.isEmpty() && endedOutOfOrder.first() == limit) {
            endedOutOfOrder.pollFirst();
            limit++;
        }
    }

    /** All keys below this one are loaded, or their insert has ended. */
    public long limit() {
        return limit;
    }
}
