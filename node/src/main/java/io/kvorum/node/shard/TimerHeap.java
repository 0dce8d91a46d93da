package io.kvorum.node.shard;

import io.kvorum.replication.core.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A shard's timers, in the order in which they are due; those due at one instant in the order in which they were set. Nearly all
 * have one of a few delays, so that they are due in the order in which they come: these wait in lanes, each in its order, and
 * only the others in a heap.
 */
final class TimerHeap {
    private static final int LANES = 6;

    private record Entry(long dueNanos, long order, Timer timer) implements Comparable<Entry> {
        /** Differences, not values, are compared: the origin of the monotonic clock is arbitrary. */
        @Override
        public int compareTo(Entry other) {
            long later = dueNanos - other.dueNanos;
            return later != 0 ? Long.signum(later) : Long.compare(order, other.order);
        }
    }

    private final List<ArrayDeque<Entry>> lanes = new ArrayList<>();
    private final PriorityQueue<Entry> others = new PriorityQueue<>();
    private long nextOrder;

    TimerHeap() {
        for (int i = 0; i < LANES; i++) {
            lanes.add(new ArrayDeque<>());
        }
    }

    void add(long dueNanos, Timer timer) {
        Entry entry = new Entry(dueNanos, nextOrder++, timer);
        laneFor(entry).add(entry);
    }

    /** The lane whose last one is due just before it, so that later ones find room in the others. */
    private Queue<Entry> laneFor(Entry entry) {
        ArrayDeque<Entry> best = null;
        for (ArrayDeque<Entry> lane : lanes) {
            Entry last = lane.peekLast();
            boolean fits = last == null || last.compareTo(entry) < 0;
            if (fits && (best == null || isLater(last, best.peekLast()))) {
                best = lane;
            }
        }
        return best == null ? others : best;
    }

    private static boolean isLater(@Nullable Entry one, @Nullable Entry other) {
        return one != null && (other == null || one.compareTo(other) > 0);
    }

    @Nullable
    Timer pollDue(long nowNanos) {
        Queue<Entry> from = earliest();
        Entry first = from.peek();
        if (first == null || first.dueNanos - nowNanos > 0) {
            return null;
        }
        from.remove();
        return first.timer;
    }

    /** Nanoseconds until the next timer is due, at most {@code atMost}. */
    long nanosToNext(long nowNanos, long atMost) {
        Entry first = earliest().peek();
        return first == null ? atMost : Math.max(0, Math.min(atMost, first.dueNanos - nowNanos));
    }

    private Queue<Entry> earliest() {
        Queue<Entry> from = others;
        Entry first = others.peek();
        for (ArrayDeque<Entry> lane : lanes) {
            Entry head = lane.peekFirst();
            if (head != null && (first == null || head.compareTo(first) < 0)) {
                first = head;
                from = lane;
            }
        }
        return from;
    }
}
