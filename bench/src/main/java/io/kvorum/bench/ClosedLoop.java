package io.kvorum.bench;

import io.kvorum.client.Bucket;
import io.kvorum.client.Context;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Siblings;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * A first measure: some threads, each with one operation in flight, no pauses. A closed loop hides waiting (while an operation
 * hangs none is issued), so its percentiles are those of a service that is never late; an open loop is for later.
 *
 * <p>Each thread writes keys of its own, so that a write knows what it replaces and makes no siblings; it reads any key.
 */
public final class ClosedLoop {
    private static final long MAX_LATENCY_MICROS = 60_000_000;

    private final LoopOptions options;
    private final Bucket<Bytes, Bytes> bucket;
    private volatile Phase phase = Phase.WARM_UP;

    private enum Phase {
        WARM_UP,
        MEASURED,
        OVER
    }

    /** What one thread saw. */
    private record Seen(Histogram latency, Map<String, Long> failures, long wrong) {}

    public ClosedLoop(KvorumClient client, LoopOptions options) {
        this.options = options;
        this.bucket = client.bucket(options.bucket())
                .reading(ReadOptions.DEFAULT.level(options.level()))
                .writing(WriteOptions.DEFAULT.level(options.level()));
    }

    /** Writes the keys, warms up, measures. Blocks until done; an interrupt ends it early with what was measured so far. */
    public LoopResult run() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(options.clients());
        try {
            List<Context> contexts = load(threads);
            List<Future<Seen>> running = new ArrayList<>();
            for (int thread = 0; thread < options.clients(); thread++) {
                int number = thread;
                running.add(threads.submit(() -> loop(number, contexts)));
            }
            Thread.sleep(options.warmUp());
            phase = Phase.MEASURED;
            long begin = System.nanoTime();
            Thread.sleep(options.measured());
            phase = Phase.OVER;
            double seconds = (System.nanoTime() - begin) / 1e9;
            return sum(running, seconds);
        } finally {
            phase = Phase.OVER;
            threads.shutdown();
        }
    }

    /** Writes every key once, over what may be there from an earlier run; gives the contexts by key. */
    private List<Context> load(ExecutorService threads) throws InterruptedException {
        List<Callable<Context>> writes = new ArrayList<>();
        for (int key = 0; key < options.keys(); key++) {
            int number = key;
            writes.add(() -> {
                Siblings<Bytes> before = bucket.siblings(keyOf(number));
                return bucket.put(
                                keyOf(number),
                                LoopValue.of(number, options.seed(), options.valueBytes()),
                                WriteOptions.DEFAULT.level(options.level()).context(before.context()))
                        .context();
            });
        }
        List<Context> contexts = new ArrayList<>();
        for (Future<Context> written : threads.invokeAll(writes)) {
            contexts.add(value(written));
        }
        return contexts;
    }

    private Seen loop(int thread, List<Context> loaded) {
        SplittableRandom random = new SplittableRandom(options.seed() + thread);
        Map<Integer, Context> known = new TreeMap<>();
        Map<String, Long> failures = new TreeMap<>();
        Histogram latency = new Histogram(MAX_LATENCY_MICROS, 3);
        AtomicLong wrong = new AtomicLong();
        while (phase != Phase.OVER) {
            boolean counts = phase == Phase.MEASURED;
            long begin = System.nanoTime();
            try {
                if (random.nextDouble() < options.readShare()) {
                    read(random.nextInt(options.keys()), wrong);
                } else {
                    write(ownKey(thread, random), random.nextLong(), loaded, known);
                }
                if (counts) {
                    long micros = (System.nanoTime() - begin) / 1_000;
                    latency.recordValue(Math.min(micros, MAX_LATENCY_MICROS));
                }
            } catch (KvorumException failed) {
                if (counts) {
                    failures.merge(failed.getClass().getSimpleName() + "/" + failed.outcome(), 1L, Long::sum);
                }
            }
        }
        return new Seen(latency, failures, wrong.get());
    }

    /** The keys of a thread are its number, and every {@code clients}-th after it. */
    private int ownKey(int thread, SplittableRandom random) {
        int owned = (options.keys() - 1 - thread) / options.clients() + 1;
        return thread + options.clients() * random.nextInt(owned);
    }

    private void read(int key, AtomicLong wrong) {
        Siblings<Bytes> found = bucket.siblings(keyOf(key));
        boolean good =
                !found.values().isEmpty() && found.values().stream().allMatch(value -> LoopValue.isOf(key, value));
        if (!good) {
            wrong.incrementAndGet();
        }
    }

    private void write(int key, long salt, List<Context> loaded, Map<Integer, Context> known) {
        Context before = known.getOrDefault(key, loaded.get(key));
        WriteOptions replacing = WriteOptions.DEFAULT.level(options.level()).context(before);
        known.put(
                key,
                bucket.put(keyOf(key), LoopValue.of(key, salt, options.valueBytes()), replacing)
                        .context());
    }

    private static Bytes keyOf(int key) {
        return Bytes.ofUtf8("bench-" + key);
    }

    private LoopResult sum(List<Future<Seen>> running, double seconds) throws InterruptedException {
        Histogram latency = new Histogram(MAX_LATENCY_MICROS, 3);
        SortedMap<String, Long> failures = new TreeMap<>();
        long wrong = 0;
        for (Future<Seen> future : running) {
            Seen seen = value(future);
            latency.add(seen.latency());
            seen.failures().forEach((kind, count) -> failures.merge(kind, count, Long::sum));
            wrong += seen.wrong();
        }
        return new LoopResult(options, latency.getTotalCount(), failures, wrong, latency, seconds);
    }

    private static <T> T value(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof KvorumException cause) {
                throw cause;
            }
            throw new IllegalStateException("the load loop failed", failed.getCause());
        }
    }
}
