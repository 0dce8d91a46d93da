package io.kvorum.harness.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Runs many seeds and adds up what they met. The only place of the simulator with threads and a real clock. */
public final class SimBatch {
    private final SimRun run;
    private final BatchOptions options;
    private final Consumer<SimResult> listener;
    private final SortedMap<Long, SimResult> results = new TreeMap<>();
    private final List<Long> unequal = new ArrayList<>();
    private final List<RuntimeException> broken = new ArrayList<>();

    private SimBatch(SimRun run, BatchOptions options, Consumer<SimResult> listener) {
        this.run = run;
        this.options = options;
        this.listener = listener;
    }

    /** @param listener told of each run as it ends, one at a time, in no particular order */
    public static BatchResult run(SimRun run, BatchOptions options, Consumer<SimResult> listener) {
        return new SimBatch(run, options, listener).runAll();
    }

    private BatchResult runAll() {
        long started = System.nanoTime();
        AtomicLong next = new AtomicLong(options.firstSeed());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < options.threads(); i++) {
            Thread thread = new Thread(() -> work(next), "simulation-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            join(thread);
        }
        if (!broken.isEmpty()) {
            throw broken.get(0);
        }
        return sum((System.nanoTime() - started) / 1e9);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while simulations run", e);
        }
    }

    private void work(AtomicLong next) {
        long end = options.firstSeed() + options.seeds();
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            try {
                SimOptions one = SimOptions.of(seed, options.operations());
                SimResult result = run.run(one);
                boolean same = !options.twice() || run.runBriefly(one).traceHash() == result.traceHash();
                ended(result, same);
            } catch (RuntimeException | Error e) {
                failed(new IllegalStateException("seed " + seed + " broke the simulator itself", e));
                return;
            }
        }
    }

    private synchronized void ended(SimResult result, boolean same) {
        results.put(result.options().seed(), result);
        if (!same) {
            unequal.add(result.options().seed());
        }
        listener.accept(result);
    }

    private synchronized void failed(RuntimeException failure) {
        broken.add(failure);
    }

    private BatchResult sum(double seconds) {
        Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
        Map<Coincidence, Long> coincidences = new EnumMap<>(Coincidence.class);
        List<SimResult> red = new ArrayList<>();
        int[] counts = new int[4];
        long steps = 0;
        long virtualMillis = 0;
        long settling = 0;
        Trace traces = new Trace(false);
        for (SimResult result : results.values()) {
            result.faults().forEach((kind, count) -> faults.merge(kind, (long) count, Long::sum));
            result.coincidences().forEach((kind, count) -> coincidences.merge(kind, (long) count, Long::sum));
            if (!result.isGreen()) {
                red.add(result);
            }
            counts[0] += result.operations().reads();
            counts[1] += result.operations().acknowledged();
            counts[2] += result.operations().notApplied();
            counts[3] += result.operations().unknown();
            steps += result.steps();
            virtualMillis += result.virtualMillis();
            settling = Math.max(settling, result.settledMillis());
            traces.hash(result.traceHash());
        }
        return new BatchResult(
                options,
                red,
                unequal.stream().sorted().toList(),
                new SimResult.Counts(counts[0], counts[1], counts[2], counts[3]),
                faults,
                coincidences,
                Arrays.stream(Coincidence.values())
                        .filter(kind -> !coincidences.containsKey(kind))
                        .toList(),
                steps,
                virtualMillis,
                settling,
                traces.value(),
                seconds);
    }
}
