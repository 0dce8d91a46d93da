package io.kvorum.integrity.fake;

import io.kvorum.integrity.tag.Time;
import java.time.Duration;

/** Stands still, but for sleeping, and jumps as a test says. */
public final class ManualTime implements Time {
    private long wallMillis = 1_800_000_000_000L;
    private long trueMillis = wallMillis;
    private long nanos = 1;
    /** Called by whoever sleeps. */
    public Runnable whenSleeping = () -> {};

    @Override
    public synchronized long wallMillis() {
        return wallMillis;
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public void sleep(long slept) {
        advance(slept);
        whenSleeping.run();
    }

    private synchronized void advance(long slept) {
        nanos += slept;
        wallMillis += slept / 1_000_000;
        trueMillis += slept / 1_000_000;
    }

    /** What a clock would show that never jumps. */
    public synchronized long trueMillis() {
        return trueMillis;
    }

    /** Time passes. */
    public void pass(Duration duration) {
        advance(duration.toNanos());
    }

    /** The wall clock jumps; no time passes. */
    public synchronized void jump(Duration duration) {
        wallMillis += duration.toMillis();
    }
}
