package io.kvorum.harness.drill;

import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.proxy.Link;
import io.kvorum.harness.live.proxy.LinkState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes, and who of them is meant to run. Once closed it starts none: whoever cleans up while a fault is under way leaves no
 * process behind. Safe for use by many threads.
 */
final class Nodes implements AutoCloseable {
    private final LocalCluster cluster;
    private final List<Integer> away = new ArrayList<>();
    private boolean closed;

    Nodes(LocalCluster cluster) {
        this.cluster = cluster;
    }

    List<Integer> numbers() {
        return cluster.plan().nodes().stream().map(ClusterPlan.Node::number).toList();
    }

    synchronized void startAll() {
        if (!closed) {
            cluster.startAll();
        }
    }

    /** At once. */
    synchronized void kill(List<Integer> nodes) throws InterruptedException {
        if (!closed) {
            away.addAll(nodes);
            cluster.kill(nodes);
        }
    }

    /** What was killed. */
    synchronized void start(List<Integer> nodes) {
        if (!closed) {
            nodes.forEach(cluster::start);
            away.removeAll(nodes);
        }
    }

    synchronized void pause(List<Integer> nodes) {
        if (!closed) {
            away.addAll(nodes);
            nodes.forEach(cluster::pause);
        }
    }

    /** What was paused. */
    synchronized void resume(List<Integer> nodes) {
        if (!closed) {
            nodes.forEach(cluster::resume);
            away.removeAll(nodes);
        }
    }

    /** Does it to each link between one of these nodes and one of those; of the two directions, to those that are to be. */
    synchronized void links(List<Integer> nodes, List<Integer> peers, FaultDetail.Hearing left, LinkState state) {
        for (int node : closed ? List.<Integer>of() : nodes) {
            for (int peer : peers) {
                Link out = new Link(node, peer);
                if (left != FaultDetail.Hearing.IS_HEARD) {
                    cluster.network().set(out, state);
                }
                if (left != FaultDetail.Hearing.HEARS) {
                    cluster.network().set(out.reversed(), state);
                }
            }
        }
    }

    /** Opens all links. */
    synchronized void healLinks() {
        if (!closed) {
            cluster.network().heal();
        }
    }

    /** @throws IllegalStateException if it has ended, or does not serve in time */
    void awaitReady(int node, Duration patience) throws InterruptedException {
        cluster.awaitReady(node, patience);
    }

    void awaitAllReady(Duration patience) throws InterruptedException {
        cluster.awaitReady(patience);
    }

    /** Nodes that should run and have no process: they ended by themselves. */
    synchronized List<Integer> ended() {
        return closed
                ? List.of()
                : numbers().stream()
                        .filter(node ->
                                !away.contains(node) && cluster.pid(node).isEmpty())
                        .toList();
    }

    /** Starts one that has ended by itself. */
    synchronized void startAgain(int node) {
        if (!closed) {
            cluster.start(node);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        cluster.close();
    }
}
