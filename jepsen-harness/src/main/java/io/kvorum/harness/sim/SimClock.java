package io.kvorum.harness.sim;

import io.kvorum.replication.core.Time;

/** A node's clocks: a monotonic one that drifts, and a wall clock that is wrong within a bound and may jump inside it. */
final class SimClock {
    /** The wall time at which every simulation starts; milliseconds since 1970. */
    static final long EPOCH_MILLIS = 1_800_000_000_000L;

    private final EventQueue queue;
    private final long originNanos;
    private final double rate;
    private final long maxErrorMillis;
    private long errorMillis;
    private long furthestAheadMillis;

    /** @param rate how fast the monotonic clock runs; 1 is right */
    SimClock(EventQueue queue, SimRandom random, double rate, long maxErrorMillis) {
        this.queue = queue;
        this.originNanos = random.between(1, 1L << 40);
        this.rate = rate;
        this.maxErrorMillis = maxErrorMillis;
        this.errorMillis = random.between(-maxErrorMillis, maxErrorMillis);
        this.furthestAheadMillis = errorMillis;
    }

    Time now() {
        return new Time(nanos(), wallMillis());
    }

    long nanos() {
        return originNanos + (long) (queue.nowNanos() * rate);
    }

    long wallMillis() {
        return trueMillis(queue) + errorMillis;
    }

    static long trueMillis(EventQueue queue) {
        return EPOCH_MILLIS + queue.nowNanos() / 1_000_000;
    }

    /** The wall clock jumps to another error within the bound. */
    void jump(long newErrorMillis) {
        errorMillis = Math.max(-maxErrorMillis, Math.min(maxErrorMillis, newErrorMillis));
        furthestAheadMillis = Math.max(furthestAheadMillis, errorMillis);
    }

    /** The wall clock is far ahead, beyond every bound, until it is {@link #right} again. */
    void wrong(long aheadMillis) {
        errorMillis = aheadMillis;
        furthestAheadMillis = Math.max(furthestAheadMillis, errorMillis);
    }

    void right() {
        jump(errorMillis);
    }

    /** How far ahead of the true time the wall clock has ever been; negative if it always was behind. */
    long furthestAheadMillis() {
        return furthestAheadMillis;
    }

    long maxErrorMillis() {
        return maxErrorMillis;
    }

    /** How long a delay that this node measures takes in the world's time. */
    long worldNanos(long delayNanos) {
        return (long) (delayNanos / rate) + 1;
    }
}
