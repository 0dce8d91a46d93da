package io.kvorum.bench.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Time, and waiting for it, as the thread that runs a load sees it; tests bring their own. */
interface LoadClock {
    long nanoTime();

    /** Waits until then, or until woken, or a little less. In the thread that runs the load only. */
    void awaitUntil(long nanos);

    /** Ends the wait, now or the next one. From any thread. */
    void wake();

    /** Does something short then, in a thread of its own. From any thread. */
    void after(long nanos, Runnable action);

    /** The system's, for the calling thread. */
    static LoadClock system() {
        Thread conductor = Thread.currentThread();
        return new LoadClock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void awaitUntil(long nanos) {
                long left = nanos - System.nanoTime();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                }
            }

            @Override
            public void wake() {
                LockSupport.unpark(conductor);
            }

            @Override
            public void after(long nanos, Runnable action) {
                CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run)
                        .execute(action);
            }
        };
    }
}
