package io.kvorum.replication.topology;

import java.util.List;

/**
 * Which nodes own the slots of one placement.
 *
 * @param index the placement's number in the cluster; never reused
 * @param replicas per slot the node numbers, in order of preference
 */
public record PlacementRing(int index, Placement placement, List<List<Integer>> replicas) {
    public PlacementRing {
        replicas = replicas.stream().map(List::copyOf).toList();
    }
}
