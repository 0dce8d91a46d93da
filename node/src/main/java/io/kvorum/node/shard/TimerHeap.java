package io.kvorum.node.shard;

import io.kvorum.replication.core.Timer;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A shard's timers, in the order in which they are due; those due at one instant in the order in which they were set. */
final class TimerHeap {
    private record Entry(long dueNanos, long order, Timer timer) {}

    // Differences, not values, are compared: the origin of the monotonic clock is arbitrary.
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.<Entry, Long>comparing(Entry::dueNanos, (a, b) -> Long.signum(a - b))
                    .thenComparingLong(Entry::order));
    private long nextOrder;

    void add(long dueNanos, Timer timer) {
        entries.add(new Entry(dueNanos, nextOrder++, timer));
    }

    @Nullable
    Timer pollDue(long nowNanos) {
        Entry first = entries.peek();
        if (first == null || first.dueNanos - nowNanos > 0) {
            return null;
        }
        entries.remove();
        return first.timer;
    }

    /** Nanoseconds until the next timer is due, at most {@code atMost}. */
    long nanosToNext(long nowNanos, long atMost) {
        Entry first = entries.peek();
        return first == null ? atMost : Math.max(0, Math.min(atMost, first.dueNanos - nowNanos));
    }
}
