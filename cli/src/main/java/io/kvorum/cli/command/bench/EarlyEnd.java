package io.kvorum.cli.command.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C end a measurement early: the thread that measures is interrupted, and the process lives until that thread has
 * shown what it has and cleaned up.
 */
final class EarlyEnd implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean happened;

    EarlyEnd() {
        Thread measuring = Thread.currentThread();
        hook = new Thread(() -> {
            happened = true;
            measuring.interrupt();
            try {
                done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean happened() {
        return happened;
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The process ends already, and waited for this.
            return;
        }
    }
}
