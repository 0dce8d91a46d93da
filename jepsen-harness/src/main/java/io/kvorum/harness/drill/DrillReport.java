package io.kvorum.harness.drill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What came out.
 *
 * @param planned the schedule as it was drawn
 * @param load what clients experienced
 * @param findings of the history
 * @param troubles nodes that ended by themselves or did not come back, and errors in their logs
 * @param unforeseen what the client library should never have thrown
 * @param history where it is
 * @param busiest the nodes that coordinate the most keys while all are up
 */
public record DrillReport(
        DrillOptions options,
        List<PlannedFault> planned,
        LoadFigures load,
        Findings findings,
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
    public record Property(String what, Result result, String found) {
        static Property of(String what, boolean kept, String found) {
            return new Property(what, kept ? Result.FINE : Result.BROKEN, found);
        }
    }

    public DrillReport {
        planned = List.copyOf(planned);
        troubles = List.copyOf(troubles);
        unforeseen = List.copyOf(unforeseen);
        busiest = List.copyOf(busiest);
    }

    /** What the workload is promised, and what every drill is. */
    public List<Property> properties() {
        List<Property> all = new ArrayList<>(findings.properties());
        all.add(Property.of(
                "no node fails by itself",
                troubles.isEmpty(),
                troubles.isEmpty() ? "none has ended, no error in the logs" : troubles.get(0)));
        all.add(Property.of(
                "the client library throws only what it documents",
                unforeseen.isEmpty(),
                unforeseen.isEmpty() ? "nothing else" : unforeseen.get(0)));
        return all;
    }

    public Result result() {
        List<Result> all = properties().stream().map(Property::result).toList();
        if (all.contains(Result.BROKEN)) {
            return Result.BROKEN;
        }
        return all.contains(Result.UNKNOWN) ? Result.UNKNOWN : Result.FINE;
    }
}
