package io.kvorum.harness.demo;

import io.kvorum.client.Context;
import io.kvorum.client.Written;
import io.kvorum.harness.demo.DemoData.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A mixed load: clients that read, write, read-modify-write and delete, each one operation after the other. A fifth of the
 * operations goes to a few hundred keys, so that clients meet.
 */
final class Workload implements AutoCloseable {
    private static final int HOT_KEYS = 500;

    private final DemoData data;
    private final List<String> keys;
    private final Meter meter;
    private final ConsistencySampler sampler;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Workload(DemoData data, List<String> keys, Meter meter, ConsistencySampler sampler) {
        this.data = data;
        this.keys = List.copyOf(keys);
        this.meter = meter;
        this.sampler = sampler;
    }

    void start(int clients, long seed) {
        for (int number = 1; number <= clients; number++) {
            Client client = new Client(number, new SplittableRandom(seed + number), meter.client());
            threads.add(Thread.ofVirtual().name("client-" + number).start(client::run));
        }
    }

    @Override
    public void close() {
        finish();
    }

    /** Begins nothing more, and waits for what is in flight. */
    void finish() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private final class Client {
        private final int number;
        private final SplittableRandom random;
        private final Meter.Client meter;
        private long writes;

        Client(int number, SplittableRandom random, Meter.Client meter) {
            this.number = number;
            this.random = random;
            this.meter = meter;
        }

        void run() {
            while (!stopped) {
                try {
                    operate();
                } catch (RuntimeException e) {
                    meter.failure(DemoData.kind(e));
                }
            }
        }

        private void operate() {
            String key = random.nextInt(5) == 0
                    ? keys.get(random.nextInt(Math.min(HOT_KEYS, keys.size())))
                    : keys.get(random.nextInt(keys.size()));
            int dice = random.nextInt(100);
            if (dice < 50) {
                read(key);
            } else if (dice < 55) {
                // Blind: concurrent with whatever is there.
                put(key, new Seen(List.of(), Context.NONE));
            } else if (dice < 85) {
                put(key, read(key));
            } else if (dice < 90) {
                String value = put(key, read(key));
                put(key, new Seen(List.of(value), lastContext));
            } else {
                delete(key, read(key));
            }
        }

        private Context lastContext = Context.NONE;

        private Seen read(String key) {
            Seen seen = data.read(key);
            meter.success();
            return seen;
        }

        private String put(String key, Seen seen) {
            String value = "edit " + number + "." + ++writes + " of " + key;
            Written written = data.put(key, value, seen);
            meter.success();
            lastContext = written.context();
            sampler.acknowledged(key, written.dot());
            return value;
        }

        private void delete(String key, Seen seen) {
            if (seen.values().isEmpty()) {
                put(key, seen);
                return;
            }
            data.delete(key, "delete " + number + "." + ++writes, seen);
            meter.success();
        }
    }
}
