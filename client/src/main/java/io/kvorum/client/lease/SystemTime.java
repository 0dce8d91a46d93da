package io.kvorum.client.lease;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** {@link System#nanoTime()}, and one daemon thread that starts a virtual one for each task that is due. */
final class SystemTime implements LeaseTime {
    static final SystemTime INSTANCE = new SystemTime();

    private final ScheduledThreadPoolExecutor timer;

    private SystemTime() {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("kvorum-leases").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
    }

    @Override
    public Runnable schedule(long delayNanos, Runnable task) {
        // The timer itself must never wait for a node: other leases are due meanwhile.
        Future<?> due = timer.schedule(() -> Thread.ofVirtual().start(task), delayNanos, TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }
}
