package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.harness.checker.ReplicaCheck;
import io.kvorum.harness.checker.ReplicaRow;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Topology;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Have all replicas become equal, with nothing left to do? If not, it says what is left. */
final class Settlement {
    private Settlement() {}

    static Optional<String> missing(SimWorld world) {
        for (SimNode node : world.nodes()) {
            if (!node.isUp()) {
                return Optional.of("node " + node.number() + " is down");
            }
            // By the disk: to look through the node would be to find it for the node.
            Set<RowKey> damaged = Harm.changedRows(node.disk());
            if (!damaged.isEmpty()) {
                return Optional.of("node " + node.number() + " still has damaged rows: " + damaged);
            }
            for (ClientReply.HintView hint : Inspector.hints(node)) {
                if (!hint.setAside()) {
                    return Optional.of("node " + node.number() + " keeps a hint: " + hint);
                }
            }
        }
        List<Inspector.View> views =
                world.nodes().stream().map(Inspector::running).toList();
        Optional<String> expiring = ExpiryCheck.left(world);
        if (expiring.isPresent()) {
            return expiring;
        }
        // That of the end: of the buckets that came and went the living ones are compared as well.
        Topology topology = world.node(1).topology();
        for (SimNode node : world.nodes()) {
            if (!node.topology().equals(world.node(1).topology())) {
                return Optional.of("node " + node.number() + " has " + node.topology() + ", node 1 has "
                        + world.node(1).topology());
            }
            long counted = Inspector.logEntries(node);
            long there = node.disk().table(Table.LOG).size();
            if (counted != there) {
                return Optional.of("node " + node.number() + " counts " + counted + " log entries and has " + there);
            }
            Optional<RowKey> open = RegisterFollowers.unpublished(node);
            if (open.isPresent()) {
                return Optional.of(
                        "node " + node.number() + " still notes " + Fingerprints.name(open.get()) + " as unpublished");
            }
            Optional<String> increment = notFolded(node);
            if (increment.isPresent()) {
                return increment;
            }
            Optional<RowKey> left = rowOfDroppedBucket(node);
            if (left.isPresent()) {
                return Optional.of("node " + node.number() + " still holds " + Fingerprints.name(left.get())
                        + " of a dropped bucket");
            }
        }
        for (int partition = 0; partition < topology.partitionCount(); partition++) {
            List<Integer> owners = topology.replicasOf(partition);
            List<Inspector.View> own =
                    views.stream().filter(view -> owners.contains(view.node())).toList();
            Optional<String> difference = own.isEmpty() ? Optional.empty() : difference(world, partition, own);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return RegisterSettlement.missing(world, topology);
    }

    /** In the end all increments are in sums, and have no rows. */
    private static Optional<String> notFolded(SimNode node) {
        return node.disk().table(Table.ROWS).keySet().stream()
                .map(Keys::rowKey)
                .filter(key -> CellType.isIncrement(key.sub()))
                .findFirst()
                .map(key -> "node " + node.number() + " still has a row of " + Fingerprints.name(key));
    }

    private static Optional<RowKey> rowOfDroppedBucket(SimNode node) {
        return node.disk().table(Table.ROWS).keySet().stream()
                .map(Keys::rowKey)
                .filter(key -> node.topology().isDropped(key.bucket()))
                .findFirst();
    }

    private static Optional<String> difference(SimWorld world, int partition, List<Inspector.View> views) {
        Inspector.View first = views.get(0);
        NavigableSet<RowKey> keys = new TreeSet<>();
        views.forEach(view -> view.rows().keySet().stream()
                .filter(key -> partitionOf(world, key) == partition)
                .forEach(keys::add));
        for (Inspector.View view : views) {
            if (!view.clock(partition).equals(first.clock(partition))) {
                return Optional.of("partition " + partition + ": the clock of node " + view.node() + " is "
                        + view.clock(partition) + ", that of node " + first.node() + " is " + first.clock(partition));
            }
            for (RowKey key : keys) {
                ReplicaRow row = view.row(partition, key);
                if (ReplicaCheck.needsStripping(row, first.clock(partition).bases())
                        || !row.versions().equals(first.row(partition, key).versions())) {
                    return Optional.of(Fingerprints.name(key) + ": " + row + " and " + first.row(partition, key));
                }
            }
        }
        return Optional.empty();
    }

    private static int partitionOf(SimWorld world, RowKey key) {
        Topology topology = world.node(1).topology();
        return topology.bucket(key.bucket())
                .map(bucket -> topology.partitionOfRow(bucket, key.key()))
                .orElse(-1);
    }
}
