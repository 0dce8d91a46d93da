package io.kvorum.cli.command.cluster;

import io.kvorum.cli.Cluster;
import io.kvorum.client.KvorumException;
import io.kvorum.client.cluster.ClusterTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Waits until a change of the topology is known at every node. */
public final class Spread {
    private static final long POLL_MS = 50;

    private final Cluster cluster;

    public Spread(Cluster cluster) {
        this.cluster = cluster;
    }

    /** @return the names of the nodes that do not know it, or do not answer, when the time is over */
    public List<String> await(long epoch, Duration time) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + time.toNanos();
        List<ClusterTopology.Node> open = new ArrayList<>(cluster.topology().nodes());
        while (true) {
            open.removeIf(node -> knows(node.number(), epoch));
            if (open.isEmpty() || System.nanoTime() - deadlineNanos > 0) {
                return open.stream().map(ClusterTopology.Node::name).toList();
            }
            Thread.sleep(POLL_MS);
        }
    }

    private boolean knows(int node, long epoch) {
        try {
            return cluster.nodeStatus(node).epoch() >= epoch;
        } catch (KvorumException e) {
            return false;
        }
    }
}
