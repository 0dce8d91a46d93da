package io.kvorum.harness.drill;

import io.kvorum.harness.checker.picture.Chart;
import java.util.List;

/**
 * Of linearizable keys.
 *
 * @param keysNotAnswered in the end, with all nodes up
 * @param copies what each node has by itself in the end; for information
 */
public record CasFindings(Judgement judgement, int keysNotAnswered, List<NodeCopies> copies) implements Findings {
    private static final String LINEARIZABLE = "keys are linearizable";

    public CasFindings {
        copies = List.copyOf(copies);
    }

    @Override
    public List<DrillReport.Property> properties() {
        return List.of(
                linearizable(),
                DrillReport.Property.of(
                        "with all nodes up, each key is answered",
                        keysNotAnswered == 0,
                        keysNotAnswered == 0
                                ? "all " + judgement.keys().size() + " keys"
                                : keysNotAnswered + " keys were not answered"));
    }

    private DrillReport.Property linearizable() {
        long broken = judgement.broken();
        long undecided = judgement.undecided();
        int all = judgement.keys().size();
        if (broken > 0) {
            return new DrillReport.Property(
                    LINEARIZABLE, DrillReport.Result.BROKEN, broken + " of " + all + " keys are not");
        }
        if (undecided > 0 || all == 0) {
            return new DrillReport.Property(
                    LINEARIZABLE,
                    DrillReport.Result.UNKNOWN,
                    all == 0 ? "nothing was recorded" : "the checker gave up on " + undecided + " of " + all + " keys");
        }
        return new DrillReport.Property(
                LINEARIZABLE, DrillReport.Result.FINE, judgement.operations() + " operations on " + all + " keys");
    }

    @Override
    public List<String> offences() {
        return judgement.offences();
    }

    @Override
    public List<Chart> charts() {
        return judgement.charts();
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
        return "cas";
    }
}
