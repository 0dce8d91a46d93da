package io.kvorum.harness.drill;

import io.kvorum.harness.checker.eventual.EventualCheck;
import io.kvorum.harness.checker.eventual.EventualViolation;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.HistoryReader;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.linear.HistoryVerdicts;
import io.kvorum.harness.checker.picture.Chart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The verdicts on a history of eventual keys. It is read back from its file, so that what is judged is what anybody else can judge.
 *
 * @param keys with at least one operation
 * @param reads that were answered
 * @param violations some of each broken key
 * @param differing keys that nodes showed with different values in the end, and what each showed
 */
public record RegisterJudgement(
        long operations,
        int keys,
        long reads,
        List<EventualViolation> violations,
        SortedMap<String, SortedMap<String, List<String>>> differing,
        long tookMs) {
    public RegisterJudgement {
        violations = List.copyOf(violations);
    }

    /** @param clients processes from this number on are readers of single nodes, when nobody wrote any more */
    static RegisterJudgement of(Path history, int clients, DrillListener listener) throws IOException {
        long startedAtNanos = System.nanoTime();
        Map<String, List<Operation>> byKey = new TreeMap<>(HistoryVerdicts.byKey(HistoryReader.read(history)));
        long total = byKey.values().stream().mapToLong(List::size).sum();
        long done = 0;
        long reads = 0;
        List<EventualViolation> violations = new ArrayList<>();
        SortedMap<String, SortedMap<String, List<String>>> differing = new TreeMap<>();
        for (Map.Entry<String, List<Operation>> entry : byKey.entrySet()) {
            List<Operation> operations = entry.getValue();
            violations.addAll(EventualCheck.check(operations));
            SortedMap<String, List<String>> shown = shownInTheEnd(operations, clients);
            if (shown.values().stream().distinct().count() > 1) {
                differing.put(entry.getKey(), shown);
            }
            reads += operations.stream()
                    .filter(operation -> operation.answer() instanceof Answer.Siblings)
                    .count();
            done += operations.size();
            listener.judging(done, total);
        }
        long tookMs = (System.nanoTime() - startedAtNanos) / 1_000_000;
        return new RegisterJudgement(total, byKey.size(), reads, violations, differing, tookMs);
    }

    private static SortedMap<String, List<String>> shownInTheEnd(List<Operation> operations, int clients) {
        SortedMap<String, List<String>> shown = new TreeMap<>();
        for (Operation operation : operations) {
            if (operation.process() >= clients && operation.answer() instanceof Answer.Siblings siblings) {
                shown.put(operation.origin().node(), List.copyOf(new TreeSet<>(siblings.values())));
            }
        }
        return shown;
    }

    /** How many of this kind. */
    public long count(EventualViolation.Kind kind) {
        return violations.stream().filter(violation -> violation.kind() == kind).count();
    }

    /** The first as charts. */
    List<Chart> charts(int most) {
        return violations.stream()
                .limit(most)
                .map(violation -> new Chart(
                        "Key " + violation.key() + ": " + violation.kind(),
                        violation.evidence(),
                        Optional.of(violation.read()),
                        "this answer breaks the promise",
                        List.of(),
                        List.of(violation.text() + ".")))
                .toList();
    }
}
