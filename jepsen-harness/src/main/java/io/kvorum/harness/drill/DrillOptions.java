package io.kvorum.harness.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a drill runs.
 *
 * @param workload what clients do
 * @param directory for the cluster and the history; must have neither
 * @param nodes all of them are replicas of each key
 * @param clients each does one operation at a time
 * @param keys over which they meet
 * @param time for which there is load
 * @param mostFaults the load ends early after so many; 0: it does not
 * @param seed of the faults and of what clients do
 * @param faults which kinds; none for a run without
 * @param majority whether kills and pauses may take more than a minority of the nodes away at one time
 * @param deadline of each operation, with all that the client library does to complete it
 */
public record DrillOptions(
        WorkloadKind workload,
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

    /** How long a point of the timeline is: some three hundred of them. */
    long sliceMs() {
        return Math.max(200, time.toMillis() / 300);
    }

    List<String> keyNames() {
        return keyNames(keys);
    }

    static List<String> keyNames(int keys) {
        return IntStream.rangeClosed(1, keys).mapToObj(number -> "k" + number).toList();
    }

    /** Whether the links between nodes go through proxies in user space, which can break them; else nodes reach each other directly. */
    public boolean breaksLinks() {
        return faults.stream().anyMatch(FaultKind::isOfLinks);
    }

    /** How many nodes may be away at one time. */
    public int mostAway() {
        return majority ? nodes : (nodes - 1) / 2;
    }
}
