package io.kvorum.harness.drill;

import io.kvorum.client.KvorumClient;
import io.kvorum.client.StrongBucket;
import io.kvorum.harness.checker.history.HistoryWriter;
import io.kvorum.harness.checker.history.Invocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The clients: each has connections of its own, does one operation at a time, and writes down what it was told. */
final class CasClients implements AutoCloseable {
    /** More than any deadline of an operation. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long AFTER_FAILURE_MS = 10;

    private final HistoryWriter history;
    private final DrillMeter meter;
    private final LongSupplier clock;
    private final List<KvorumClient> connected = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> unforeseen = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    CasClients(HistoryWriter history, DrillMeter meter, LongSupplier clock) {
        this.history = history;
        this.meter = meter;
        this.clock = clock;
    }

    void start(
            int count,
            List<String> keys,
            long seed,
            Supplier<KvorumClient> connect,
            Function<KvorumClient, StrongBucket<String, String>> bucket) {
        for (int number = 0; number < count; number++) {
            connected.add(connect.get());
        }
        meter.loadBegins();
        for (int number = 0; number < count; number++) {
            int process = number;
            StrongBucket<String, String> data = bucket.apply(connected.get(number));
            CasMix mix = new CasMix(process, keys, seed);
            threads.add(
                    Thread.ofPlatform().name("client-" + process).daemon(true).start(() -> run(process, data, mix)));
        }
    }

    private void run(int process, StrongBucket<String, String> bucket, CasMix mix) {
        try {
            while (!stopped) {
                StrongCalls.Ended ended = operate(bucket, mix.next(clock.getAsLong()), history, clock);
                meter.ended(process, ended.operation(), ended.failure());
                mix.learn(ended.operation());
                if (ended.unforeseen()) {
                    unforeseen.add("client " + process + ": " + ended.failure());
                }
                if (!ended.operation().isDefinite()) {
                    Thread.sleep(AFTER_FAILURE_MS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            unforeseen.add("client " + process + " has given up: " + e);
        }
    }

    /** Writes down what is about to be sent, sends it, and writes down how it ended. */
    static StrongCalls.Ended operate(
            StrongBucket<String, String> bucket, Invocation invocation, HistoryWriter history, LongSupplier clock) {
        history.invoke(invocation);
        StrongCalls.Ended ended = StrongCalls.call(bucket, invocation, clock);
        history.complete(ended.operation());
        return ended;
    }

    /** Begins nothing more, and waits for what is under way: at most the deadline of an operation. */
    void finish() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            if (!thread.join(PATIENCE)) {
                unforeseen.add(thread.getName() + " has not returned " + PATIENCE.toSeconds() + " s after the end");
            }
        }
    }

    /** What the client library should never have thrown, and threads that have ended too early. */
    List<String> unforeseen() {
        return List.copyOf(unforeseen);
    }

    @Override
    public void close() {
        stopped = true;
        connected.forEach(KvorumClient::close);
    }
}
