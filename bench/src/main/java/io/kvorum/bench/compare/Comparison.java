package io.kvorum.bench.compare;

import io.kvorum.bench.result.Asked;
import io.kvorum.bench.result.RunFile;
import io.kvorum.bench.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs of two files that were asked the same: workload, records, bytes, and load. If a file has several of these, they are
 * paired in their order.
 *
 * @param unpaired runs without a partner in the other file, in words
 */
public record Comparison(List<Pair> pairs, List<String> unpaired) {
    public Comparison {
        pairs = List.copyOf(pairs);
        unpaired = List.copyOf(unpaired);
    }

    /** A run before and a run after. */
    public record Pair(RunRecord before, RunRecord after) {
        public double throughputRatio() {
            return ratio(before.measured().perSecond(), after.measured().perSecond());
        }

        /** @param percentile 0 to 100, of all kinds of operations */
        public double latencyRatio(double percentile) {
            return ratio(millisAt(before, percentile), millisAt(after, percentile));
        }

        /** NaN if it is not known of one. */
        public double serverCpuRatio() {
            return ratio(before.serverCpuMicrosPerOperation(), after.serverCpuMicrosPerOperation());
        }

        private static double millisAt(RunRecord run, double percentile) {
            return run.measured().overall().decoded().getValueAtPercentile(percentile) / 1e3;
        }

        /** After by before; NaN if there is nothing to divide. */
        private static double ratio(double before, double after) {
            return before > 0 ? after / before : Double.NaN;
        }
    }

    /** What makes two runs comparable. */
    private record Question(
            String workload,
            Object mix,
            String distribution,
            long records,
            int valueBytes,
            int threads,
            double ratePerSecond) {
        static Question of(Asked asked) {
            return new Question(
                    asked.workload(),
                    asked.mix(),
                    asked.distribution(),
                    asked.records(),
                    asked.valueBytes(),
                    asked.threads(),
                    asked.ratePerSecond());
        }
    }

    public static Comparison of(RunFile before, RunFile after) {
        List<RunRecord> left = new ArrayList<>(after.runs());
        List<Pair> pairs = new ArrayList<>();
        List<String> unpaired = new ArrayList<>();
        for (RunRecord run : before.runs()) {
            Question question = Question.of(run.asked());
            Optional<RunRecord> partner = left.stream()
                    .filter(other -> Question.of(other.asked()).equals(question))
                    .findFirst();
            partner.ifPresent(left::remove);
            partner.ifPresentOrElse(
                    other -> pairs.add(new Pair(run, other)),
                    () -> unpaired.add(words(run) + " is only in the first file"));
        }
        left.forEach(run -> unpaired.add(words(run) + " is only in the second file"));
        return new Comparison(pairs, unpaired);
    }

    private static String words(RunRecord run) {
        Asked asked = run.asked();
        return "workload " + asked.workload() + " (" + asked.records() + " records of " + asked.valueBytes()
                + " bytes, " + asked.distribution() + ", " + asked.load() + ")";
    }
}
