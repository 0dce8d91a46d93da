package io.kvorum.bench.load;

import io.kvorum.bench.store.Store;
import io.kvorum.bench.workload.Keys;
import io.kvorum.bench.workload.StampedValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store and the time that it lives in, all in one thread: waiting moves the time on and completes what is due. */
final class FakeWorld implements Store, LoadClock {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;
    static final long NEVER = Long.MAX_VALUE;

    private record Event(long at, long order, Runnable action) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.at() != b.at() ? Long.compare(a.at(), b.at()) : Long.compare(a.order(), b.order()));
    private final Map<Long, byte[]> values = new HashMap<>();
    private final LongUnaryOperator answeredAt;
    private final List<Long> begunAt = new ArrayList<>();
    private long now;
    private long orders;
    private boolean woken;
    private int inFlight;
    private int mostInFlight;
    /** Operations fail from then on. */
    long failsFrom = NEVER;
    /** Reads of this key find the value of another one. */
    long wrongKey = -1;
    /** Answers within the call, after the time of an answer. */
    boolean atOnce;
    /** The thread that runs the load is interrupted then. */
    long interruptAt = NEVER;

    /** @param answeredAt from when an operation begins to when it is answered; {@link #NEVER} */
    FakeWorld(int records, LongUnaryOperator answeredAt) {
        this.answeredAt = answeredAt;
        for (long key = 0; key < records; key++) {
            values.put(key, StampedValue.of(key, 1, StampedValue.MIN_BYTES));
        }
    }

    List<Long> begunAt() {
        return begunAt;
    }

    int mostInFlight() {
        return mostInFlight;
    }

    // ----------------------------------------------------------------------------------------------------------- clock

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void awaitUntil(long nanos) {
        while (!woken && !events.isEmpty() && events.peek().at() <= nanos) {
            Event event = events.remove();
            now = Math.max(now, event.at());
            event.action().run();
        }
        if (!woken) {
            now = Math.max(now, nanos);
        }
        woken = false;
        if (now >= interruptAt) {
            interruptAt = NEVER;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wake() {
        woken = true;
    }

    @Override
    public void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, orders++, action));
    }

    // ----------------------------------------------------------------------------------------------------------- store

    /** Answers in due time with what is known now. */
    <T> CompletableFuture<T> answer(@Nullable T result) {
        begunAt.add(now);
        inFlight++;
        mostInFlight = Math.max(mostInFlight, inFlight);
        boolean fails = now >= failsFrom;
        long at = answeredAt.applyAsLong(now);
        CompletableFuture<T> stage = new CompletableFuture<>();
        Runnable completion = () -> {
            inFlight--;
            if (fails) {
                stage.completeExceptionally(new IllegalStateException("refused"));
            } else {
                stage.complete(result);
            }
        };
        if (atOnce) {
            now = at;
            completion.run();
        } else if (at != NEVER) {
            events.add(new Event(at, orders++, completion));
        }
        return stage;
    }

    @Override
    public CompletableFuture<List<byte[]>> read(byte[] key) {
        long number = Keys.number(key);
        byte[] value = values.get(number == wrongKey ? number + 1 : number);
        return answer(value == null ? List.of() : List.of(value));
    }

    @Override
    public CompletableFuture<Void> write(byte[] key, byte[] value) {
        values.put(Keys.number(key), value);
        return answer(null);
    }

    @Override
    public CompletableFuture<Void> delete(byte[] key) {
        values.remove(Keys.number(key));
        return answer(null);
    }

    @Override
    public CompletableFuture<List<Row>> scan(byte[] fromKey, int limit) {
        List<Row> rows = new ArrayList<>();
        for (long key = Keys.number(fromKey); rows.size() < limit && values.containsKey(key); key++) {
            rows.add(new Row(Keys.of(key), Objects.requireNonNull(values.get(key == wrongKey ? key + 1 : key))));
        }
        return answer(rows);
    }

    @Override
    public String outcome(Throwable failure) {
        return "Fake/" + failure.getMessage();
    }

    @Override
    public void close() {}
}
