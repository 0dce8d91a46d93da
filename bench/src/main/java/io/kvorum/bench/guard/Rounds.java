package io.kvorum.bench.guard;

import io.kvorum.bench.result.Measured;
import io.kvorum.bench.result.RunRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Pairs of rounds, one of each side. The sides take turns in going first, so that a machine which gets slower or faster
 * meanwhile favours none.
 */
public final class Rounds {
    private static final List<Measure> MEASURES = List.of(
            new Measure("throughput", true, run -> run.measured().perSecond()),
            new Measure("p50 latency", false, run -> percentile(run.measured(), 50)),
            new Measure("p99 latency", false, run -> percentile(run.measured(), 99)),
            new Measure("server CPU per operation", false, RunRecord::serverCpuMicrosPerOperation));

    private final List<RunRecord> base = new ArrayList<>();
    private final List<RunRecord> head = new ArrayList<>();

    /** Which of the two is measured. */
    public enum Side {
        BASE,
        HEAD
    }

    /** Measures a side once, from fresh nodes on. */
    public interface Runner {
        RunRecord run(Side side, int round) throws IOException, InterruptedException;
    }

    private record Measure(String name, boolean moreIsBetter, ToDoubleFunction<RunRecord> value) {}

    /** What the rounds say about one measure. */
    public record Finding(String measure, double baseMedian, double headMedian, PairedRatio ratio, Verdict verdict) {}

    private static double percentile(Measured measured, double percentile) {
        return measured.overall().decoded().getValueAtPercentile(percentile);
    }

    /** Measures a further pair. @param round 0 for the first */
    public void measure(int round, Runner runner) throws IOException, InterruptedException {
        Side first = round % 2 == 0 ? Side.BASE : Side.HEAD;
        Side second = round % 2 == 0 ? Side.HEAD : Side.BASE;
        RunRecord one = runner.run(first, round);
        RunRecord other = runner.run(second, round);
        base.add(first == Side.BASE ? one : other);
        head.add(first == Side.BASE ? other : one);
    }

    public List<RunRecord> runs(Side side) {
        return List.copyOf(side == Side.BASE ? base : head);
    }

    /**
     * What is known after at least one pair. Measures that were not taken on this system are left out.
     *
     * @param margin differences below it do not matter
     */
    public List<Finding> findings(double margin) {
        List<Finding> findings = new ArrayList<>();
        for (Measure measure : MEASURES) {
            List<Double> before = values(base, measure);
            List<Double> after = values(head, measure);
            boolean known = before.stream().allMatch(value -> value > 0)
                    && after.stream().allMatch(value -> value > 0);
            if (known && !before.isEmpty()) {
                PairedRatio ratio = PairedRatio.of(before, after);
                findings.add(new Finding(
                        measure.name(),
                        median(before),
                        median(after),
                        ratio,
                        Verdict.of(ratio, measure.moreIsBetter(), margin)));
            }
        }
        return findings;
    }

    private static List<Double> values(List<RunRecord> runs, Measure measure) {
        return runs.stream().map(run -> measure.value().applyAsDouble(run)).toList();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
