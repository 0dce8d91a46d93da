package io.kvorum.harness.drill;

import io.kvorum.harness.checker.eventual.EventualViolation;
import io.kvorum.harness.checker.picture.Chart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Of counters: what clients were shown, and what every node has in the end.
 *
 * @param sentTwice increments that were sent again although they had been acknowledged
 * @param unanswered final reads of single nodes that got no answer
 * @param equalAfterMs when no node lacked anything, counted from the end of the load; negative: not within a minute
 */
public record CounterFindings(CounterJudgement judgement, long sentTwice, int unanswered, long equalAfterMs)
        implements Findings {
    private static final int MOST_OFFENCES = 10;
    private static final int MOST_CHARTS = 3;

    @Override
    public List<DrillReport.Property> properties() {
        return List.of(
                kept("each read shows all acknowledged increments", EventualViolation.Kind.LOST),
                kept("no increment counts twice, and none that nobody made", EventualViolation.Kind.INVENTED),
                DrillReport.Property.of(
                        "in the end each node has the exact sums",
                        judgement.wrong().isEmpty(),
                        judgement.wrong().isEmpty()
                                ? exact()
                                : judgement.wrong().get(0)),
                DrillReport.Property.of(
                        "with all nodes up, each answers for each key",
                        unanswered == 0,
                        unanswered == 0
                                ? judgement.keys() + " keys at each node, at level one"
                                : unanswered + " reads of single nodes were not answered"));
    }

    private String exact() {
        String sums = judgement.increments() + " increments, " + sentTwice + " of them sent twice";
        return judgement.unknown() == 0
                ? sums
                : sums + "; " + judgement.unknown() + " are unknown, " + judgement.exact() + " of " + judgement.keys()
                        + " counters have none of these";
    }

    private DrillReport.Property kept(String what, EventualViolation.Kind kind) {
        long broken = judgement.violations().stream()
                .filter(violation -> violation.kind() == kind)
                .count();
        if (judgement.reads() == 0) {
            return new DrillReport.Property(what, DrillReport.Result.UNKNOWN, "no read was answered");
        }
        return DrillReport.Property.of(
                what, broken == 0, (broken == 0 ? "" : "not in " + broken + " of ") + judgement.reads() + " reads");
    }

    @Override
    public List<String> offences() {
        List<String> all = new ArrayList<>();
        judgement.violations().forEach(violation -> all.add(violation.toString()));
        all.addAll(judgement.wrong());
        return all.stream().limit(MOST_OFFENCES).toList();
    }

    @Override
    public List<Chart> charts() {
        return judgement.violations().stream()
                .limit(MOST_CHARTS)
                .map(violation -> new Chart(
                        "Key " + violation.key() + ": " + violation.kind(),
                        violation.evidence(),
                        Optional.of(violation.read()),
                        "this answer breaks the promise",
                        List.of(),
                        List.of(violation.text() + ".")))
                .toList();
    }

    @Override
    public long operations() {
        return judgement.operations();
    }

    @Override
    public long tookMs() {
        return judgement.tookMs();
    }

    @Override
    public String model() {
        return "eventual";
    }
}
