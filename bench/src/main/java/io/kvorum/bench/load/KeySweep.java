package io.kvorum.bench.load;

import java.time.Duration;
import java.util.PrimitiveIterator;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Does something with each of many keys, several at a time. What fails is done again, up to a patience without any success. */
final class KeySweep {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int MIN_IN_FLIGHT = 32;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoadClock clock;
    private final int bound;
    private final Action action;
    private final Function<Throwable, String> outcomes;
    private final Queue<Long> failedKeys = new ConcurrentLinkedQueue<>();
    private final SortedMap<String, Long> failures = new TreeMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong done = new AtomicLong();
    private volatile long lastSuccess;

    /** What is done with a key. */
    interface Action {
        /** Completes with anything, or fails: then it is done again. */
        CompletableFuture<?> begin(long key);
    }

    /** @param clients whose number tells how many at a time */
    KeySweep(LoadClock clock, int clients, Action action, Function<Throwable, String> outcomes) {
        this.clock = clock;
        this.bound = Math.max(MIN_IN_FLIGHT, clients);
        this.action = action;
        this.outcomes = outcomes;
        this.lastSuccess = clock.nanoTime();
    }

    /**
     * Blocks until all is done, or nothing succeeds any longer. Once only.
     *
     * @return how many keys are left
     */
    long run(PrimitiveIterator.OfLong keys, LongConsumer progress) throws InterruptedException {
        long begunKeys = 0;
        long retryAt = clock.nanoTime();
        long progressAt = retryAt + PROGRESS_NANOS;
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long now = clock.nanoTime();
            if (now - retryAt >= 0) {
                retryAt = now + PAUSE_NANOS;
                for (int left = failedKeys.size(); left > 0 && inFlight.get() < bound; left--) {
                    begin(failedKeys.remove());
                }
            }
            // Up to the next poll: a store that answers at once must not keep this thread from telling the time.
            for (int left = bound; left > 0 && keys.hasNext() && inFlight.get() < bound; left--) {
                begin(keys.nextLong());
                begunKeys++;
            }
            if (!keys.hasNext() && done.get() == begunKeys) {
                return 0;
            }
            if (clock.nanoTime() - lastSuccess > PATIENCE.toNanos()) {
                while (keys.hasNext()) {
                    keys.nextLong();
                    begunKeys++;
                }
                return begunKeys - done.get();
            }
            if (now - progressAt >= 0) {
                progressAt = now + PROGRESS_NANOS;
                progress.accept(done.get());
            }
            clock.awaitUntil(now + POLL_NANOS);
        }
    }

    /** How many keys are done. */
    long done() {
        return done.get();
    }

    /** By outcome, of what was repeated. */
    String failures() {
        synchronized (failures) {
            return failures.toString();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what becomes of it is counted when the store completes it
    private void begin(long key) {
        inFlight.incrementAndGet();
        CompletableFuture<?> stage;
        try {
            stage = action.begin(key);
        } catch (RuntimeException thrown) {
            stage = CompletableFuture.failedFuture(thrown);
        }
        stage.whenComplete((result, failure) -> {
            if (failure == null) {
                lastSuccess = clock.nanoTime();
                done.incrementAndGet();
            } else {
                synchronized (failures) {
                    failures.merge(outcomes.apply(failure), 1L, Long::sum);
                }
                failedKeys.add(key);
            }
            inFlight.decrementAndGet();
            clock.wake();
        });
    }
}
