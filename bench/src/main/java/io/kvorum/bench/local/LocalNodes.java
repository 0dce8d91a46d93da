package io.kvorum.bench.local;

import io.kvorum.client.Endpoint;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.ClusterSpec;
import io.kvorum.harness.live.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Kvorum nodes on this machine for the time of a measurement: processes of this program's class path that reach each other
 * directly and sync what they acknowledge. {@link #close} ends them and deletes their data.
 */
public final class LocalNodes implements AutoCloseable {
    /** A small heap, and the collector that takes the least time where several nodes share a few processors. */
    public static final List<String> JVM = List.of("-Xms160m", "-Xmx160m", "-Xmn64m", "-XX:+UseSerialGC");

    public static final int SLOTS = 64;

    private static final Duration READY = Duration.ofSeconds(90);

    private final LocalCluster cluster;

    private LocalNodes(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Starts nodes and waits until they serve.
     *
     * @param slots partitions per placement
     * @param folder where a new folder for their data is made
     * @throws IllegalStateException if one does not; says which, and what it said
     */
    public static LocalNodes start(int nodes, int slots, Path folder, List<String> javaOptions)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path data = Files.createTempDirectory(folder, "kvorum-bench-");
        LocalCluster cluster =
                LocalCluster.createDirect(new ClusterSpec(nodes, List.of("eu"), slots, data, javaOptions));
        LocalNodes started = new LocalNodes(cluster);
        try {
            cluster.startAll();
            cluster.awaitReady(READY);
            return started;
        } catch (RuntimeException | InterruptedException failed) {
            // Their data goes, and the logs: the message holds the last line.
            started.close();
            throw failed;
        }
    }

    public List<Endpoint> endpoints() {
        return cluster.plan().endpoints().stream().map(Endpoint::parse).toList();
    }

    public Path folder() {
        return cluster.directory();
    }

    /** Process numbers by the nodes' names. */
    public Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        for (ClusterPlan.Node node : cluster.plan().nodes()) {
            cluster.pid(node.number()).ifPresent(pid -> pids.put(node.name(), pid));
        }
        return pids;
    }

    /** @param node its number, from 1 on */
    public void kill(int node) throws InterruptedException {
        cluster.kill(node);
    }

    /**
     * Kills a node and starts it again with its data.
     *
     * @return how long it took from the start until it served
     */
    public Duration killAndStart(int node) throws InterruptedException {
        cluster.kill(node);
        long start = System.nanoTime();
        cluster.start(node);
        cluster.awaitReady(node, READY);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Kills the nodes: nobody needs what they hold. */
    @Override
    public void close() throws IOException {
        cluster.close();
        cluster.delete();
    }
}
