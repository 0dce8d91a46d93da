package io.kvorum.harness.live;

import java.time.Duration;

/** The end of a wait, by the monotonic clock. */
public final class Deadline {
    private final long atNanos;

    private Deadline(long atNanos) {
        this.atNanos = atNanos;
    }

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    public boolean isPast() {
        return atNanos - System.nanoTime() <= 0;
    }

    /** Never negative. */
    public long leftMs() {
        return Math.max(0, (atNanos - System.nanoTime()) / 1_000_000);
    }

    /** Waits between two looks at a condition, at most until the deadline. */
    public void pause(Duration time) throws InterruptedException {
        Thread.sleep(Math.min(time.toMillis(), leftMs() + 1));
    }
}
