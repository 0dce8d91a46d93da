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
 * @param peers of a fault of links: the nodes at their other ends
 * @param hold after this time killed nodes are started, stopped ones go on, and links are open
 */
public record PlannedFault(
        Duration calm, FaultKind kind, List<Integer> nodes, List<Integer> peers, Duration hold, FaultDetail detail) {
    public PlannedFault {
        nodes = List.copyOf(nodes);
        peers = List.copyOf(peers);
    }

    /** Of a kind that is done to nodes, and that has nothing more to say. */
    public PlannedFault(Duration calm, FaultKind kind, List<Integer> nodes, Duration hold) {
        this(calm, kind, nodes, List.of(), hold, FaultDetail.NONE);
    }

    /** From its beginning until nothing more is done. */
    public Duration length() {
        return detail instanceof FaultDetail.KilledAgain again
                ? again.after().stream().reduce(hold, Duration::plus)
                : hold;
    }

    /** What is done, without when. */
    public String what() {
        String names = names(nodes);
        return switch (kind) {
            case KILL -> "kill -9 of " + names + ", started again after " + seconds(hold);
            case KILL_MAJORITY, KILL_ALL -> "kill -9 of " + names + " at once, started again after " + seconds(hold);
            case PAUSE -> "SIGSTOP of " + names + " for " + seconds(hold);
            case KILL_AT_START, PARTITION, ONE_WAY, FLAP, SLOW_LINK -> detailed(names);
        };
    }

    private String detailed(String names) {
        return switch (detail) {
            case FaultDetail.None none -> kind + " of " + names;
            case FaultDetail.KilledAgain(List<Duration> after) ->
                "kill -9 of " + names + ", started after " + seconds(hold) + ", and killed "
                        + after.stream().map(PlannedFault::seconds).collect(Collectors.joining(", "))
                        + " into its start";
            case FaultDetail.Broken(FaultDetail.Hearing hearing, boolean rejects) ->
                switch (hearing) {
                            case NEITHER -> names + " and " + names(peers) + " do not hear each other";
                            case HEARS -> names + " hears " + names(peers) + " and is not heard";
                            case IS_HEARD -> names + " is heard by " + names(peers) + " and hears nothing";
                        }
                        + way(rejects) + ", for " + seconds(hold);
            case FaultDetail.Flapping(Duration broken, Duration whole, boolean rejects) ->
                "links of " + names + " and " + names(peers) + " broken for " + seconds(broken) + ", whole for "
                        + seconds(whole) + way(rejects) + ", for " + seconds(hold);
            case FaultDetail.Slow(Duration delay, Duration jitter) ->
                "links of " + names + " and " + names(peers) + " slower by " + delay.toMillis() + " ± "
                        + jitter.toMillis() + " ms, for " + seconds(hold);
        };
    }

    private static String way(boolean rejects) {
        return rejects ? " (reset)" : " (held back)";
    }

    @Override
    public String toString() {
        return seconds(calm) + " of calm, then " + what();
    }

    private static String names(List<Integer> nodes) {
        return nodes.stream().map(node -> "n" + node).collect(Collectors.joining(", "));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1e3);
    }
}
