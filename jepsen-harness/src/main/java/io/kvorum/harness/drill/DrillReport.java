package io.kvorum.harness.drill;

import java.nio.file.Path;
import java.util.List;

/**
 * What came out.
 *
 * @param planned the schedule as it was drawn
 * @param load what clients experienced
 * @param judgement of the history
 * @param keysNotAnswered in the end, with all nodes up
 * @param copies what each node has by itself in the end; for information
 * @param troubles nodes that ended by themselves or did not come back, and errors in their logs
 * @param unforeseen what the client library should never have thrown
 * @param history where it is
 * @param busiest the nodes that coordinate the most keys while all are up
 */
public record DrillReport(
        DrillOptions options,
        List<PlannedFault> planned,
        LoadFigures load,
        Judgement judgement,
        int keysNotAnswered,
        List<NodeCopies> copies,
        List<String> troubles,
        List<String> unforeseen,
        Path history,
        List<Integer> busiest) {
    /** How it went. */
    public enum Result {
        FINE,
        BROKEN,
        /** Nothing was found, but the checker gave up at a limit: nothing is known. */
        UNKNOWN
    }

    /**
     * Something that is promised.
     *
     * @param what the promise, in words
     * @param found how it was kept or broken
     */
    public record Property(String what, Result result, String found) {}

    public DrillReport {
        planned = List.copyOf(planned);
        copies = List.copyOf(copies);
        troubles = List.copyOf(troubles);
        unforeseen = List.copyOf(unforeseen);
        busiest = List.copyOf(busiest);
    }

    public List<Property> properties() {
        return List.of(
                linearizable(),
                property(
                        "with all nodes up, each key is answered",
                        keysNotAnswered == 0,
                        keysNotAnswered == 0
                                ? "all " + options.keys() + " keys"
                                : keysNotAnswered + " keys were not answered"),
                property(
                        "no node fails by itself",
                        troubles.isEmpty(),
                        troubles.isEmpty() ? "none has ended, no error in the logs" : troubles.get(0)),
                property(
                        "the client library throws only what it documents",
                        unforeseen.isEmpty(),
                        unforeseen.isEmpty() ? "nothing else" : unforeseen.get(0)));
    }

    private Property linearizable() {
        long broken = judgement.broken();
        long undecided = judgement.undecided();
        int all = judgement.keys().size();
        if (broken > 0) {
            return new Property("keys are linearizable", Result.BROKEN, broken + " of " + all + " keys are not");
        }
        if (undecided > 0 || all == 0) {
            return new Property(
                    "keys are linearizable",
                    Result.UNKNOWN,
                    all == 0 ? "nothing was recorded" : "the checker gave up on " + undecided + " of " + all + " keys");
        }
        return new Property(
                "keys are linearizable", Result.FINE, judgement.operations() + " operations on " + all + " keys");
    }

    private static Property property(String what, boolean kept, String found) {
        return new Property(what, kept ? Result.FINE : Result.BROKEN, found);
    }

    public Result result() {
        List<Result> all = properties().stream().map(Property::result).toList();
        if (all.contains(Result.BROKEN)) {
            return Result.BROKEN;
        }
        return all.contains(Result.UNKNOWN) ? Result.UNKNOWN : Result.FINE;
    }
}
