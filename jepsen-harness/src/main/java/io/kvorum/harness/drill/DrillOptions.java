package io.kvorum.harness.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a drill runs.
 *
 * @param directory for the cluster and the history; must have neither
 * @param nodes all of them are replicas of each key
 * @param clients each does one operation at a time
 * @param keys over which they meet
 * @param time for which there is load
 * @param mostFaults the load ends early after so many; 0: it does not
 * @param seed of the faults and of what clients do
 * @param faults which kinds; none for a run without
 * @param majority whether more than a minority of the nodes may be away at one time
 * @param deadline of each operation, with all that the client library does to complete it
 */
public record DrillOptions(
        Path directory,
        int nodes,
        int clients,
        int keys,
        Duration time,
        int mostFaults,
        long seed,
        List<FaultKind> faults,
        boolean majority,
        Duration deadline) {
    /** For so long there is load after the last fault. */
    static final Duration QUIET = Duration.ofSeconds(2);

    public static final int MAX_NODES = 9;
    public static final int MAX_CLIENTS = 256;

    public DrillOptions {
        faults = faults.stream().distinct().sorted().toList();
        check("nodes", nodes, 3, MAX_NODES);
        check("clients", clients, 1, MAX_CLIENTS);
        check("keys", keys, 1, 1_000_000);
        check("faults at most", mostFaults, 0, Integer.MAX_VALUE);
        if (time.isNegative() || time.isZero() || deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("the times of a drill are above zero");
        }
    }

    private static void check(String what, int number, int least, int most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException(what + ": " + least + " to " + most + ", not " + number);
        }
    }

    /** How many nodes may be away at one time. */
    public int mostAway() {
        return majority ? nodes : (nodes - 1) / 2;
    }
}
