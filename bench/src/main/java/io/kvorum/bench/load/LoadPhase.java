package io.kvorum.bench.load;

import io.kvorum.bench.store.Store;
import io.kvorum.bench.workload.Keys;
import io.kvorum.bench.workload.StampedValue;
import io.kvorum.bench.workload.Workload;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a workload's records, over what may be there from an earlier run. What fails is tried again, up to a patience
 * without any success.
 */
public final class LoadPhase {
    private static final int MIN_IN_FLIGHT = 32;
    private static final long PAUSE_MS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Store store;
    private final Workload workload;
    private final LoadListener listener;
    private final long seed;
    private final int inFlight;
    private final Semaphore slots;
    private final ConcurrentLinkedQueue<Long> failedKeys = new ConcurrentLinkedQueue<>();
    private final AtomicLong written = new AtomicLong();
    private final SortedMap<String, Long> failures = new TreeMap<>();
    private volatile long lastSuccess = System.nanoTime();

    /**
     * What was loaded.
     *
     * @param failures by outcome, of writes that were repeated with success
     */
    public record Loaded(long records, SortedMap<String, Long> failures, double seconds) {}

    /** The records could not be written. */
    public static final class LoadFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LoadFailed(String message) {
            super(message);
        }
    }

    private LoadPhase(Store store, Workload workload, LoadOptions options, LoadListener listener) {
        this.store = store;
        this.workload = workload;
        this.listener = listener;
        this.seed = options.seed();
        this.inFlight = Math.max(MIN_IN_FLIGHT, options.threads());
        this.slots = new Semaphore(inFlight);
    }

    /**
     * Blocks until all records are written.
     *
     * @throws LoadFailed if for 30 seconds none could be written
     * @throws InterruptedException with some of the records written
     */
    public static Loaded load(Store store, Workload workload, LoadOptions options, LoadListener listener)
            throws InterruptedException {
        return new LoadPhase(store, workload, options, listener).run();
    }

    private Loaded run() throws InterruptedException {
        long begin = System.nanoTime();
        long nextProgress = begin + PROGRESS_NANOS;
        long next = 0;
        while (written.get() < workload.records()) {
            Long again = failedKeys.poll();
            if (again != null) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                write(again);
            } else if (next < workload.records()) {
                write(next++);
            } else {
                awaitAnswers();
            }
            if (System.nanoTime() - nextProgress > 0) {
                nextProgress += PROGRESS_NANOS;
                listener.loaded(written.get(), workload.records());
            }
        }
        listener.loaded(workload.records(), workload.records());
        return new Loaded(workload.records(), failures, (System.nanoTime() - begin) / 1e9);
    }

    /** All writes were begun: wait until none is in flight, and some may have failed. */
    private void awaitAnswers() throws InterruptedException {
        if (slots.tryAcquire(inFlight, PROGRESS_NANOS, TimeUnit.NANOSECONDS)) {
            slots.release(inFlight);
        }
        checkPatience();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what becomes of it is counted when the store completes it
    private void write(long key) throws InterruptedException {
        while (!slots.tryAcquire(PROGRESS_NANOS, TimeUnit.NANOSECONDS)) {
            checkPatience();
        }
        checkPatience();
        CompletableFuture<Void> stage;
        try {
            stage = store.write(Keys.of(key), StampedValue.of(key, seed, workload.valueBytes()));
        } catch (RuntimeException thrown) {
            stage = CompletableFuture.failedFuture(thrown);
        }
        stage.whenComplete((nothing, failure) -> {
            if (failure == null) {
                lastSuccess = System.nanoTime();
                written.incrementAndGet();
            } else {
                synchronized (failures) {
                    failures.merge(store.outcome(failure), 1L, Long::sum);
                }
                failedKeys.add(key);
            }
            slots.release();
        });
    }

    private void checkPatience() {
        if (System.nanoTime() - lastSuccess > PATIENCE.toNanos()) {
            String seen;
            synchronized (failures) {
                seen = failures.toString();
            }
            throw new LoadFailed("no record could be written for " + PATIENCE.toSeconds() + " s; " + written.get()
                    + " of " + workload.records() + " are there; failures: " + seen);
        }
    }
}
