package io.kvorum.harness.drill;

import io.kvorum.client.KvorumClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** The clients: each has connections of its own, does one operation at a time, and writes down what it was told. */
final class Clients implements AutoCloseable {
    /** More than any deadline of an operation. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long AFTER_FAILURE_MS = 10;

    private final Recorder recorder;
    private final DrillMeter meter;
    private final List<KvorumClient> connected = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> unforeseen = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    Clients(Recorder recorder, DrillMeter meter) {
        this.recorder = recorder;
        this.meter = meter;
    }

    void start(int count, Supplier<KvorumClient> connect, Workload workload) {
        for (int number = 0; number < count; number++) {
            connected.add(connect.get());
        }
        meter.loadBegins();
        for (int number = 0; number < count; number++) {
            int process = number;
            Worker worker = workload.worker(process, connected.get(number));
            threads.add(
                    Thread.ofPlatform().name("client-" + process).daemon(true).start(() -> run(process, worker)));
        }
    }

    private void run(int process, Worker worker) {
        try {
            while (!stopped) {
                Ended ended = worker.operate(recorder);
                meter.ended(process, ended.operation(), ended.failure());
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
