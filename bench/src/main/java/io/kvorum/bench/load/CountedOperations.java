package io.kvorum.bench.load;

import io.kvorum.bench.store.Registers;
import io.kvorum.bench.workload.Keys;
import io.kvorum.bench.workload.StampedValue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Begins operations on counted keys and judges what they read. Every store gets the same: an update is a linearizable read and a
 * conditional write of what follows; after a refusal a pause, and both once more. For use by many threads.
 */
final class CountedOperations {
    /** After so many refusals the pauses get no longer. */
    static final int LONGEST_PAUSE_MILLIS = 50;

    private final CountedKeys keys;
    private final int valueBytes;
    private final Tally tally;
    private final LoadClock clock;
    private final boolean verify;
    private volatile boolean ended;

    CountedOperations(CountedKeys keys, int valueBytes, Tally tally, LoadClock clock, boolean verify) {
        this.keys = keys;
        this.valueBytes = valueBytes;
        this.tally = tally;
        this.clock = clock;
        this.verify = verify;
    }

    /** Nobody waits any longer: updates that are refused from now on are not repeated. */
    void end() {
        ended = true;
    }

    String outcome(Throwable failure) {
        return keys.registers().outcome(failure);
    }

    CompletableFuture<Registers.Found> read(long key) {
        long least = keys.least(key);
        return keys.registers().read(Keys.of(key)).thenApply(found -> {
            judge(key, found, least);
            return found;
        });
    }

    private void judge(long key, Registers.Found found, long least) {
        if (found.value().isEmpty()) {
            tally.sawNothing();
        }
        if (!verify) {
            return;
        }
        if (found.value().isPresent() && !StampedValue.isOf(key, found.value().get())) {
            tally.sawWrongValue();
            return;
        }
        long count = CountedKeys.count(found.value());
        if (count < least || count > keys.most(key)) {
            tally.sawStaleValue();
        }
    }

    /** Adds one to what the key counts; the stage ends when that is done, or has failed. */
    CompletableFuture<?> increment(long key, SplittableRandom random, boolean measured) {
        Increment increment = new Increment(key, random, measured);
        increment.attempt();
        return increment.done;
    }

    /** Belongs to one client, and so to one thread at a time. */
    private final class Increment {
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();
        private final long key;
        private final SplittableRandom random;
        private final boolean measured;
        private int attempts;

        Increment(long key, SplittableRandom random, boolean measured) {
            this.key = key;
            this.random = random;
            this.measured = measured;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // all ends in done
        void attempt() {
            attempts++;
            try {
                read(key).whenComplete((found, failure) -> {
                    if (failure != null) {
                        done.completeExceptionally(failure);
                    } else {
                        write(found);
                    }
                });
            } catch (RuntimeException thrown) {
                done.completeExceptionally(thrown);
            }
        }

        @SuppressWarnings("FutureReturnValueIgnored") // all ends in done
        private void write(Registers.Found found) {
            if (ended) {
                done.completeExceptionally(new CancellationException());
                return;
            }
            byte[] next = StampedValue.of(key, CountedKeys.count(found.value()) + 1, valueBytes);
            keys.updateBegins(key);
            try {
                keys.registers().writeIf(Keys.of(key), found.version(), next).whenComplete(this::written);
            } catch (RuntimeException thrown) {
                written(null, thrown);
            }
        }

        private void written(@Nullable Boolean applied, @Nullable Throwable failure) {
            if (failure != null) {
                if (keys.registers().outcome(failure).endsWith(Registers.NOT_APPLIED)) {
                    keys.updateRefused(key);
                }
                done.completeExceptionally(failure);
            } else if (Boolean.TRUE.equals(applied)) {
                keys.updateApplied(key);
                done.complete(true);
            } else {
                keys.updateRefused(key);
                tally.sawConflict(measured);
                int longest = Math.min(attempts, LONGEST_PAUSE_MILLIS);
                clock.after(random.nextLong(TimeUnit.MILLISECONDS.toNanos(longest)), this::attempt);
            }
        }
    }
}
