package io.kvorum.harness.drill;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One step of a schedule.
 *
 * @param calm for so long all nodes serve before it
 * @param nodes to whom it is done at the same time
 * @param hold after this time killed nodes are started and stopped ones go on
 */
public record PlannedFault(Duration calm, FaultKind kind, List<Integer> nodes, Duration hold) {
    public PlannedFault {
        nodes = List.copyOf(nodes);
    }

    /** What is done, without when. */
    public String what() {
        String names = nodes.stream().map(node -> "n" + node).collect(Collectors.joining(", "));
        return switch (kind) {
            case KILL -> "kill -9 of " + names + ", started again after " + seconds(hold);
            case PAUSE -> "SIGSTOP of " + names + " for " + seconds(hold);
        };
    }

    @Override
    public String toString() {
        return seconds(calm) + " of calm, then " + what();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1e3);
    }
}
