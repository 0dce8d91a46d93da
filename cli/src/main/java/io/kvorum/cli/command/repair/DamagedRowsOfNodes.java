package io.kvorum.cli.command.repair;

import io.kvorum.cli.Cluster;
import io.kvorum.client.KvorumException;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.DamagedRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The damaged rows of all nodes.
 *
 * @param silent nodes that do not answer
 */
record DamagedRowsOfNodes(List<Found> found, List<String> silent) {
    record Found(ClusterTopology.Node node, DamagedRow row) {}

    /** @param limit of each node */
    static DamagedRowsOfNodes ask(Cluster cluster, ClusterTopology topology, int limit) {
        List<Found> found = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (ClusterTopology.Node node : topology.nodes()) {
            try {
                cluster.damagedRows(node.number(), limit).forEach(row -> found.add(new Found(node, row)));
            } catch (KvorumException e) {
                silent.add(node.name());
            }
        }
        return new DamagedRowsOfNodes(found, silent);
    }
}
