package io.kvorum.client.call;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Cluster time: the median of what the servers' clocks show, carried on by this process's monotonic clock. The wall clock of
 * this machine is never asked, so it may be wrong or jump. Written on the event loop, read by all threads.
 */
final class ClusterClock {
    private final LongSupplier nanoTime;
    private final Map<Object, Long> offsets = new HashMap<>();
    private volatile boolean known;
    private volatile long offsetMillis;

    ClusterClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A server's clock showed {@code wallMillis} when the monotonic one here showed {@code nanos}. */
    void learn(Object server, long wallMillis, long nanos) {
        offsets.put(server, wallMillis - Math.floorDiv(nanos, 1_000_000L));
        adjust();
    }

    void forget(Object server) {
        // The last offset stays: a clock without servers goes on.
        if (offsets.size() > 1 && offsets.remove(server) != null) {
            adjust();
        }
    }

    private void adjust() {
        long[] sorted =
                offsets.values().stream().mapToLong(Long::longValue).sorted().toArray();
        // The lower one of two: an issue time in the past is safer than one in the future.
        offsetMillis = sorted[(sorted.length - 1) / 2];
        known = true;
    }

    boolean isKnown() {
        return known;
    }

    /** Milliseconds since 1970. */
    long millis() {
        return Math.floorDiv(nanoTime.getAsLong(), 1_000_000L) + offsetMillis;
    }
}
