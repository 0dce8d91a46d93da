package io.kvorum.harness.drill;

import io.kvorum.harness.checker.eventual.EventualViolation;
import io.kvorum.harness.checker.picture.Chart;
import io.kvorum.harness.verifier.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Of eventual keys: what clients and final reads were shown, and what every replica holds.
 *
 * @param unanswered final reads of single nodes that got no answer
 */
public record RegisterFindings(RegisterJudgement judgement, Verdict replicas, int unanswered) implements Findings {
    private static final int MOST_OFFENCES = 10;
    private static final int MOST_CHARTS = 3;

    @Override
    public List<DrillReport.Property> properties() {
        return List.of(
                kept("no acknowledged write is lost", EventualViolation.Kind.LOST, replicas.lost()),
                kept(
                        "nothing replaced or deleted comes back",
                        EventualViolation.Kind.CAME_BACK,
                        replicas.resurrected()),
                kept("nothing is read that nobody wrote", EventualViolation.Kind.INVENTED, replicas.phantoms()),
                DrillReport.Property.of("all replicas are identical", identical(), differences()),
                DrillReport.Property.of(
                        "with all nodes up, each answers for each key",
                        unanswered == 0,
                        unanswered == 0
                                ? judgement.keys() + " keys at each node, at level one"
                                : unanswered + " reads of single nodes were not answered"));
    }

    private DrillReport.Property kept(String what, EventualViolation.Kind kind, long onReplicas) {
        long inReads = judgement.count(kind);
        if (judgement.reads() == 0) {
            return new DrillReport.Property(what, DrillReport.Result.UNKNOWN, "no read was answered");
        }
        return DrillReport.Property.of(
                what,
                inReads + onReplicas == 0,
                inReads + onReplicas == 0
                        ? judgement.reads() + " reads, " + replicas.rows() + " rows of replicas"
                        : "not in " + inReads + " reads, and for " + onReplicas + " values at replicas");
    }

    private boolean identical() {
        return replicas.divergent() == 0 && judgement.differing().isEmpty();
    }

    private String differences() {
        return identical()
                ? replicas.convergedAfterMs() + " ms after the load"
                : replicas.divergent() + " keys by their rows, "
                        + judgement.differing().size() + " by reads";
    }

    @Override
    public List<String> offences() {
        List<String> all = new ArrayList<>();
        judgement.violations().forEach(violation -> all.add(violation.toString()));
        judgement.differing().forEach((key, shown) -> all.add("key " + key + " in the end: " + shown));
        all.addAll(replicas.examples());
        return all.stream().limit(MOST_OFFENCES).toList();
    }

    @Override
    public List<Chart> charts() {
        return judgement.charts(MOST_CHARTS);
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
