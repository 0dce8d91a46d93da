package io.kvorum.bench.rounds;

import io.kvorum.bench.load.CountedUpdates;
import io.kvorum.bench.load.LoadOptions;
import io.kvorum.bench.load.LoadResult;
import io.kvorum.bench.process.ProcessCost;
import io.kvorum.bench.result.Asked;
import io.kvorum.bench.result.Machine;
import io.kvorum.bench.result.Measured;
import io.kvorum.bench.result.RunRecord;
import io.kvorum.bench.workload.Op;
import io.kvorum.bench.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Measurements as they might have been made: one second of writes that all took as long. */
final class SampleCells {
    static final int SERVERS = 2;

    private SampleCells() {}

    static Cell cell(String peer, int round, int perSecond, long micros) {
        return cell(peer, round, perSecond, micros, OptionalDouble.empty());
    }

    /** Each server needs 50 microseconds of processor and two bytes of disk per byte of value for each operation. */
    static Cell cell(String peer, int round, int perSecond, long micros, OptionalDouble rate) {
        Workload workload = Workload.named("write-only").withValueBytes(100);
        Histogram histogram = new Histogram(3_600_000_000L, 3);
        histogram.recordValueWithCount(micros, perSecond);
        LoadResult result = new LoadResult(
                perSecond,
                new TreeMap<>(),
                0,
                0,
                0,
                0,
                0,
                new TreeMap<>(java.util.Map.of(Op.UPDATE, histogram)),
                histogram,
                List.of(),
                1,
                false,
                CountedUpdates.NONE);
        LoadOptions options = new LoadOptions(16, rate, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, true);
        List<ProcessCost> costs = new ArrayList<>();
        costs.add(new ProcessCost(ProcessCost.CLIENT, perSecond * 10 / 1e6, 1 << 20, 0));
        for (int server = 0; server < SERVERS; server++) {
            costs.add(new ProcessCost("s" + server, perSecond * 50 / 1e6, 1 << 21, perSecond * 200L));
        }
        RunRecord run = new RunRecord(
                peer,
                peer,
                "2026-01-01T00:00:00Z",
                new Machine(2, 1L << 34, "a processor", "Linux", "a Java"),
                new TreeMap<>(),
                Asked.of(workload, options),
                Measured.of(result),
                costs);
        return new Cell(round, SERVERS, run);
    }
}
