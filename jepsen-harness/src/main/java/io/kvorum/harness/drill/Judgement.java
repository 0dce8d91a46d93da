package io.kvorum.harness.drill;

import io.kvorum.harness.checker.history.HistoryReader;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.linear.HistoryVerdicts;
import io.kvorum.harness.checker.linear.Limits;
import io.kvorum.harness.checker.linear.ObjectKind;
import io.kvorum.harness.checker.linear.Offence;
import io.kvorum.harness.checker.linear.Verdict;
import io.kvorum.harness.checker.picture.Chart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the checker says of a recorded history. It is read back from its file: what is judged is what anybody else can judge.
 *
 * @param operations in the file
 * @param keys the verdict of each
 * @param offences of some broken keys, in words: the answer that no order explains
 * @param charts of the same keys: a small part of the history that is broken as well
 */
public record Judgement(
        long operations,
        SortedMap<String, Verdict> keys,
        long configurations,
        long tookMs,
        List<String> offences,
        List<Chart> charts) {
    private static final int MOST_OFFENCES = 3;

    public Judgement {
        offences = List.copyOf(offences);
        charts = List.copyOf(charts);
    }

    static Judgement of(Path history, Limits limits, DrillListener listener) throws IOException {
        long startedAtNanos = System.nanoTime();
        Map<String, List<Operation>> byKey = HistoryVerdicts.byKey(HistoryReader.read(history));
        long total = byKey.values().stream().mapToLong(List::size).sum();
        AtomicLong done = new AtomicLong();
        SortedMap<String, Verdict> verdicts = HistoryVerdicts.of(
                ObjectKind.CAS, byKey, limits, count -> listener.judging(done.addAndGet(count), total));
        List<String> offences = new ArrayList<>();
        List<Chart> charts = new ArrayList<>();
        verdicts.forEach((key, verdict) -> {
            if (verdict.result() == Verdict.Result.VIOLATION && offences.size() < MOST_OFFENCES) {
                Offence offence = Offence.of(ObjectKind.CAS, byKey.getOrDefault(key, List.of()), limits);
                Operation failing = offence.failing();
                offences.add("key " + key + ": no order explains '" + failing + "' of process " + failing.process()
                        + " (line " + failing.origin().line() + ")");
                charts.add(Chart.of(key, offence));
            }
        });
        long configurations =
                verdicts.values().stream().mapToLong(Verdict::configurations).sum();
        return new Judgement(
                total, verdicts, configurations, (System.nanoTime() - startedAtNanos) / 1_000_000, offences, charts);
    }

    private long count(Verdict.Result result) {
        return keys.values().stream()
                .filter(verdict -> verdict.result() == result)
                .count();
    }

    /** How many keys are not linearizable. */
    public long broken() {
        return count(Verdict.Result.VIOLATION);
    }

    /** Of how many keys the search gave up. */
    public long undecided() {
        return count(Verdict.Result.UNKNOWN);
    }
}
