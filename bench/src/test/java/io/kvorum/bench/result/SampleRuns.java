package io.kvorum.bench.result;

import io.kvorum.bench.load.CountedUpdates;
import io.kvorum.bench.load.LoadOptions;
import io.kvorum.bench.load.LoadResult;
import io.kvorum.bench.load.Second;
import io.kvorum.bench.process.ProcessCost;
import io.kvorum.bench.workload.Op;
import io.kvorum.bench.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Runs as they might have been measured. */
public final class SampleRuns {
    private static final int SECONDS = 10;

    private SampleRuns() {}

    /** Ten seconds of reads that took from half to one and a half of this time. */
    public static RunRecord run(String label, int clients, long perSecond, double milliseconds) {
        Histogram histogram = new Histogram(3_600_000_000L, 3);
        long operations = perSecond * SECONDS;
        for (long i = 0; i < operations; i++) {
            histogram.recordValue((long) (1_000 * milliseconds * (0.5 + i / (double) operations)));
        }
        List<Second> series = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            series.add(new Second(
                    second,
                    perSecond,
                    new TreeMap<>(second == 3 ? Map.of("Unavailable/NOT_APPLIED", 5L) : Map.of()),
                    (long) (1_000 * milliseconds),
                    (long) (1_490 * milliseconds),
                    (long) (1_499 * milliseconds),
                    (long) (1_500 * milliseconds)));
        }
        LoadResult result = new LoadResult(
                operations,
                new TreeMap<>(Map.of("Unavailable/NOT_APPLIED", 5L)),
                0,
                0,
                0,
                0,
                0,
                new TreeMap<>(Map.of(Op.READ, histogram)),
                histogram,
                series,
                SECONDS,
                false,
                CountedUpdates.NONE);
        LoadOptions options = LoadOptions.closed(clients, Duration.ofSeconds(1), Duration.ofSeconds(SECONDS), 1);
        return new RunRecord(
                "kvorum",
                label,
                "2026-01-01T00:00:00Z",
                new Machine(2, 1L << 34, "a processor", "Linux", "a Java"),
                new TreeMap<>(Map.of("r", "quorum", "w", "quorum")),
                Asked.of(Workload.named("c"), options),
                Measured.of(result),
                List.of(
                        new ProcessCost(ProcessCost.CLIENT, operations * 100 / 1e6, 1 << 20, 0),
                        new ProcessCost("n1", operations * 300 / 1e6, 2 << 20, operations * 200),
                        new ProcessCost("n2", operations * 100 / 1e6, 1 << 20, operations * 100)));
    }
}
