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
 */
public record DemoOptions(
        Path directory, int nodes, int regions, int names, int clients, Duration phase, Duration patience, long seed) {
    public DemoOptions {
        if (nodes < 3 || clients < 1 || names < 100) {
            throw new IllegalArgumentException("the demo needs 3 nodes, one client and 100 names at least");
        }
    }

    public static DemoOptions of(Path directory, long seed) {
        return new DemoOptions(
                directory, 5, 2, Integer.MAX_VALUE, 16, Duration.ofSeconds(10), Duration.ofSeconds(60), seed);
    }
}
