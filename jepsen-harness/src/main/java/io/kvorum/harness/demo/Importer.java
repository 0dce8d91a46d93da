package io.kvorum.harness.demo;

import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Writes many new pairs, a bounded number of them in flight. */
final class Importer {
    private static final int IN_FLIGHT = 64;
    private static final int TELL_EVERY = 500;

    private final DemoData data;
    private final DemoListener listener;

    Importer(DemoData data, DemoListener listener) {
        this.data = data;
        this.listener = listener;
    }

    /** @return how many were not acknowledged */
    long run(Map<String, String> pairs) throws InterruptedException {
        Semaphore slots = new Semaphore(IN_FLIGHT);
        AtomicLong failed = new AtomicLong();
        long started = 0;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            slots.acquire();
            data.putNew(pair.getKey(), pair.getValue()).whenComplete((written, error) -> {
                if (error != null) {
                    failed.incrementAndGet();
                }
                slots.release();
            });
            if (++started % TELL_EVERY == 0) {
                listener.progress("import", started, pairs.size());
            }
        }
        slots.acquire(IN_FLIGHT);
        listener.progress("import", pairs.size(), pairs.size());
        return failed.get();
    }
}
