package io.kvorum.harness.sim;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.topology.Topology;
import io.kvorum.replication.tree.HashRange;
import io.kvorum.replication.tree.MerkleTree;
import io.kvorum.replication.tree.TreeSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** After all is settled: the stored trees say what the stored rows say, and those of all replicas the same. */
final class TreeCheck {
    private TreeCheck() {}

    static List<Violation> check(SimWorld world) {
        List<Violation> found = new ArrayList<>();
        SortedMap<Integer, TreeSum> sums = new TreeMap<>();
        for (SimNode node : world.nodes()) {
            // A copy, as a leaf that is wrong is put right when it is looked at.
            SimDisk copy = SimDisk.of(node.disk().snapshot());
            Topology topology = node.topology();
            for (int partition = 0; partition < topology.partitionCount(); partition++) {
                if (topology.replicasOf(partition).contains(node.number())) {
                    ShardConfig config = node.config(partition % node.shards(), copy);
                    MerkleTree tree = new MerkleTree(new StoredRows(partition, copy, config), copy, config);
                    TreeSum sum = tree.sum(HashRange.ALL);
                    Optional.ofNullable(sums.put(partition, sum))
                            .filter(other -> !other.equals(sum))
                            .ifPresent(other -> found.add(different(node, tree, sum, other)));
                    check(node, tree, found);
                }
            }
        }
        return found;
    }

    private static Violation different(SimNode node, MerkleTree tree, TreeSum sum, TreeSum other) {
        return new Violation(
                Violation.Kind.DIVERGED,
                "",
                "the tree of partition " + tree.partition() + " at node " + node.number() + " sums up to " + sum
                        + ", that of another replica to " + other);
    }

    private static void check(SimNode node, MerkleTree tree, List<Violation> found) {
        long hash = 0;
        do {
            HashRange leaf = tree.leafAt(hash);
            if (!tree.verify(hash)) {
                found.add(new Violation(
                        Violation.Kind.BROKEN_STATE,
                        "",
                        "the leaf " + leaf + " of partition " + tree.partition() + " at node " + node.number()
                                + " does not say what its rows say"));
            }
            hash = leaf.last() + 1;
        } while (hash != 0);
    }
}
