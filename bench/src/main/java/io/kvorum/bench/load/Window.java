package io.kvorum.bench.load;

import java.time.Duration;

/** When a load warms up and when it is measured, in the clock's nanoseconds. The end may come early. */
final class Window {
    private final long begin;
    private final long measuredFrom;
    private volatile long end;

    Window(long begin, Duration warmUp, Duration measured) {
        this.begin = begin;
        this.measuredFrom = begin + warmUp.toNanos();
        this.end = measuredFrom + measured.toNanos();
    }

    long begin() {
        return begin;
    }

    long measuredFrom() {
        return measuredFrom;
    }

    long end() {
        return end;
    }

    /** 0 if it ended before the measurement began. */
    double measuredSeconds() {
        return Math.max(0, end - measuredFrom) / 1e9;
    }

    boolean isOver(long now) {
        return now - end >= 0;
    }

    /** Whether an operation that began, or was due, then is measured. */
    boolean measures(long nanos) {
        return nanos - measuredFrom >= 0 && nanos - end < 0;
    }

    void endAt(long now) {
        end = Math.min(end, now);
    }
}
