package io.kvorum.bench.curve;

import io.kvorum.bench.workload.Workload;

/**
 * A cluster and its load.
 *
 * @param clients with one operation in flight each
 * @param slots partitions per placement
 * @param replicas of each key; at most as many as nodes
 * @param down how many nodes are killed before the load
 */
public record Point(Workload workload, int clients, int nodes, int slots, int replicas, int down) {
    private static final int DEFAULT_CLIENTS = 16;
    private static final int DEFAULT_NODES = 3;
    private static final int DEFAULT_SLOTS = 64;
    private static final int DEFAULT_REPLICAS = 3;

    /** What is the same at all points of a curve, save one thing. */
    public static Point base(Workload workload) {
        return new Point(workload, DEFAULT_CLIENTS, DEFAULT_NODES, DEFAULT_SLOTS, DEFAULT_REPLICAS, 0);
    }

    public Point withWorkload(Workload other) {
        return new Point(other, clients, nodes, slots, replicas, down);
    }

    public Point withClients(int count) {
        return new Point(workload, count, nodes, slots, replicas, down);
    }

    public Point withNodes(int count) {
        return new Point(workload, clients, count, slots, Math.min(replicas, count), down);
    }

    public Point withSlots(int count) {
        return new Point(workload, clients, nodes, count, replicas, down);
    }

    /** With as many nodes as are needed. */
    public Point withReplicas(int count) {
        return new Point(workload, clients, Math.max(nodes, count), slots, count, down);
    }

    public Point withDown(int count) {
        return new Point(workload, clients, nodes, slots, replicas, count);
    }
}
