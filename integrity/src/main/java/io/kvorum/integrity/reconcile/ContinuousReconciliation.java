package io.kvorum.integrity.reconcile;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks again and again, and tells each report: one that is not good is an alert. To be closed. */
public final class ContinuousReconciliation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContinuousReconciliation.class);

    private final Reconciliation reconciliation;
    private final Duration every;
    private final Consumer<Report> listener;
    private final Thread thread;

    /**
     * Begins at once.
     *
     * @param every the pause between two looks; positive
     * @param listener told of each look, by the thread that looks; what it throws is logged
     */
    public ContinuousReconciliation(Reconciliation reconciliation, Duration every, Consumer<Report> listener) {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("a pause between two looks, not " + every);
        }
        this.reconciliation = reconciliation;
        this.every = every;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("kvorum-reconcile").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                tell();
                Thread.sleep(every);
            }
        } catch (InterruptedException e) {
            // It is to close.
        }
    }

    private void tell() {
        try {
            listener.accept(reconciliation.look());
        } catch (RuntimeException | Error e) {
            // To look no more would be worse than to look again.
            LOG.error("A report of invariants was not told", e);
        }
    }

    /** Ends after the look that is under way. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
