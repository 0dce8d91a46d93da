package io.kvorum.bench.load;

import io.kvorum.bench.workload.Op;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A client with one operation in flight. It has no thread: whoever completes its operation lets the {@link Pace} decide what
 * comes next. Between operations it belongs to one thread at a time, which gets it through a queue or through the store.
 */
final class LogicalClient implements BiConsumer<@Nullable Object, @Nullable Throwable> {
    /** Of an operation that was not answered in time. */
    static final String UNFINISHED = "Unfinished";

    private final Target target;
    private final Window window;
    private final Tally tally;
    private final LoadClock clock;
    private final Pace pace;
    private final SplittableRandom random;
    /** Set while an operation is in flight; whoever clears it counts the operation. */
    private final AtomicBoolean busy = new AtomicBoolean();

    private final AtomicLong succeeded = new AtomicLong();

    private Op op = Op.READ;
    private long key;
    private long intended;
    /** When a client that pauses after a failure goes on. */
    long resumeAt;

    LogicalClient(Target target, Window window, Tally tally, LoadClock clock, Pace pace, SplittableRandom random) {
        this.target = target;
        this.window = window;
        this.tally = tally;
        this.clock = clock;
        this.pace = pace;
        this.random = random;
    }

    /** Begins its next operation. @param intendedNanos from when on it is timed */
    @SuppressWarnings("FutureReturnValueIgnored") // what becomes of it is counted when the store completes it
    void begin(long intendedNanos) {
        intended = intendedNanos;
        op = target.pick(random);
        key = target.key(op, random);
        busy.set(true);
        CompletableFuture<?> stage = target.begin(op, key, random, window.measures(intendedNanos));
        if (!stage.isDone()) {
            stage.whenComplete(this);
        } else if (endOf(stage)) {
            // A store that answers at once would be asked without end, deeper and deeper on one stack.
            pace.endedAtOnce(this, stage.isCompletedExceptionally());
        }
    }

    private boolean endOf(CompletableFuture<?> stage) {
        return stage.isCompletedExceptionally() ? end(null, stage.exceptionNow()) : end(stage.join(), null);
    }

    /** The store has completed the operation. */
    @Override
    public void accept(@Nullable Object answer, @Nullable Throwable failure) {
        if (end(answer, failure)) {
            pace.ended(this, failure != null);
        }
    }

    /** Counts the operation; false if it was given up before. */
    private boolean end(@Nullable Object answer, @Nullable Throwable failure) {
        long now = clock.nanoTime();
        if (!busy.compareAndSet(true, false)) {
            return false;
        }
        boolean measured = window.measures(intended);
        if (failure != null) {
            target.failed(op, key);
            tally.failed(target.outcome(failure), measured);
        } else {
            target.ended(op, key, answer == null ? "" : answer);
            tally.succeeded(op, now - intended, measured);
            if (measured) {
                succeeded.incrementAndGet();
            }
        }
        return true;
    }

    /** Measured operations that succeeded. */
    long succeeded() {
        return succeeded.get();
    }

    boolean isBusy() {
        return busy.get();
    }

    /** Nobody waits for the operation any longer. */
    void giveUp() {
        if (busy.compareAndSet(true, false)) {
            tally.failed(UNFINISHED, window.measures(intended));
        }
    }
}
