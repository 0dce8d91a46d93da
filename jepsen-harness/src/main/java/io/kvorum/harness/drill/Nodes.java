package io.kvorum.harness.drill;

import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.LocalCluster;
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

    synchronized void begin(FaultKind kind, int node) throws InterruptedException {
        if (!closed) {
            away.add(node);
            switch (kind) {
                case KILL -> cluster.kill(node);
                case PAUSE -> cluster.pause(node);
            }
        }
    }

    synchronized void end(FaultKind kind, int node) {
        if (!closed) {
            switch (kind) {
                case KILL -> cluster.start(node);
                case PAUSE -> cluster.resume(node);
            }
            away.remove(Integer.valueOf(node));
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
