package io.kvorum.harness.drill;

import io.kvorum.harness.checker.eventual.EventualCheck;
import io.kvorum.harness.checker.eventual.EventualViolation;
import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.HistoryReader;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import io.kvorum.harness.checker.linear.HistoryVerdicts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The verdicts on a history of counters. It is read back from its file, so that what is judged is what anybody else can judge.
 *
 * @param increments that were acknowledged
 * @param unknown increments of which nobody knows whether they count
 * @param reads that were answered
 * @param exact counters without any of these
 * @param violations some of each broken key
 * @param wrong counters that differ between nodes in the end, or are not the sum of what was acknowledged, give or take what is unknown
 */
public record CounterJudgement(
        long operations,
        int keys,
        long increments,
        long unknown,
        long reads,
        long exact,
        List<EventualViolation> violations,
        List<String> wrong,
        long tookMs) {
    public CounterJudgement {
        violations = List.copyOf(violations);
        wrong = List.copyOf(wrong);
    }

    /** @param clients processes from this number on are readers of single nodes, when nobody wrote any more */
    static CounterJudgement of(Path history, int clients, DrillListener listener) throws IOException {
        long startedAtNanos = System.nanoTime();
        Map<String, List<Operation>> byKey = new TreeMap<>(HistoryVerdicts.byKey(HistoryReader.read(history)));
        long total = byKey.values().stream().mapToLong(List::size).sum();
        Sums all = new Sums();
        long done = 0;
        List<EventualViolation> violations = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, List<Operation>> entry : byKey.entrySet()) {
            List<Operation> load = entry.getValue().stream()
                    .filter(operation -> operation.process() < clients)
                    .toList();
            violations.addAll(EventualCheck.check(load));
            Sums sums = new Sums();
            load.forEach(sums::add);
            SortedMap<String, Long> inTheEnd = inTheEnd(entry.getValue(), clients);
            if (inTheEnd.values().stream().distinct().count() > 1) {
                wrong.add(entry.getKey() + " differs between nodes: " + inTheEnd);
            }
            inTheEnd.forEach((node, value) -> {
                if (value < sums.least() || value > sums.most()) {
                    wrong.add(entry.getKey() + " is " + value + " at " + node + ", acknowledged increments make it "
                            + sums.sum + (sums.unknown > 0 ? ", " + sums.unknown + " are unknown" : ""));
                }
            });
            all.add(sums);
            done += entry.getValue().size();
            listener.judging(done, total);
        }
        long tookMs = (System.nanoTime() - startedAtNanos) / 1_000_000;
        return new CounterJudgement(
                total, byKey.size(), all.count, all.unknown, all.reads, all.exact, violations, wrong, tookMs);
    }

    private static SortedMap<String, Long> inTheEnd(List<Operation> operations, int clients) {
        SortedMap<String, Long> shown = new TreeMap<>();
        for (Operation operation : operations) {
            if (operation.process() >= clients && operation.answer() instanceof Answer.Total number) {
                shown.put(operation.origin().node(), number.value());
            }
        }
        return shown;
    }

    /** What the operations of one counter, or of all, come to. */
    private static final class Sums {
        private long sum;
        private long count;
        private long unknown;
        private long unknownUp;
        private long unknownDown;
        private long reads;
        private long exact;

        void add(Operation operation) {
            if (operation.action() != Action.INCREMENT) {
                reads += operation.outcome() == Outcome.APPLIED ? 1 : 0;
                return;
            }
            long delta = operation.request().delta();
            if (operation.outcome() == Outcome.APPLIED) {
                sum += delta;
                count++;
            } else if (operation.outcome() == Outcome.UNKNOWN) {
                unknown++;
                unknownUp += Math.max(0, delta);
                unknownDown += Math.min(0, delta);
            }
        }

        void add(Sums other) {
            count += other.count;
            unknown += other.unknown;
            reads += other.reads;
            exact += other.unknown == 0 ? 1 : 0;
        }

        long least() {
            return sum + unknownDown;
        }

        long most() {
            return sum + unknownUp;
        }
    }
}
