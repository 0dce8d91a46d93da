package io.kvorum.client.lease;

/**
 * Time as leases need it: a monotonic clock of this process, which is compared with no other one. Tests have one of their own. Safe for
 * use by many threads.
 */
public interface LeaseTime {
    /** Nanoseconds since some moment; differences count, as for {@link System#nanoTime()}. */
    long nanos();

    void sleep(long nanos) throws InterruptedException;

    /**
     * Runs the task once, on a thread that may wait.
     *
     * @return cancels it, if it has not begun
     */
    Runnable schedule(long delayNanos, Runnable task);

    /** Of this process. */
    static LeaseTime system() {
        return SystemTime.INSTANCE;
    }
}
