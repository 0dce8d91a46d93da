package io.kvorum.harness.demo;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the demo runs.
 *
 * @param directory for the cluster; must not have one
 * @param names how many pairs to import at most
 * @param clients how many write and read at the same time
 * @param phase how long each fault lasts under load
 * @param patience how long replicas may take to become identical in the end
 * @param seed of the load
 * @param faults which accidents
 * @param rounds how often, for plans that repeat one accident
 */
public record DemoOptions(
        Path directory,
        int nodes,
        int regions,
        int names,
        int clients,
        Duration phase,
        Duration patience,
        long seed,
        FaultPlan faults,
        int rounds) {
    public DemoOptions {
        if (nodes < 3 || clients < 1 || names < 100 || rounds < 1) {
            throw new IllegalArgumentException("the demo needs 3 nodes, one client, 100 names and one round at least");
        }
    }
}
