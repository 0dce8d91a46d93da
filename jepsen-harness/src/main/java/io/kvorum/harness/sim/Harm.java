package io.kvorum.harness.sim;

import io.kvorum.crdt.row.Row;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.CoreMeter;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What disks do to what they hold: values that fail their checksum, and rows that vanish without one that tells. Of a row that was harmed a node may
 * say that it restored it; of any other key that is a false alarm.
 */
final class Harm {
    private final SimWorld world;
    private final SortedSet<RowKey> rows = new TreeSet<>();
    /** Node and partition of each row that vanished. */
    private final Set<List<Integer>> leaves = new HashSet<>();

    private final Set<Integer> lostDisks = new HashSet<>();
    private Consumer<Coincidence> met = coincidence -> {};

    Harm(SimWorld world) {
        this.world = world;
    }

    /** A row with live versions vanishes from this node's disk, a durable one; the {@code choice}-th of them. */
    boolean loseRow(SimNode node, long choice) {
        List<byte[]> stored = new ArrayList<>();
        node.disk().table(Table.ROWS).forEach((key, value) -> {
            // What the row's context knows to be removed is not to be lost with it: nobody else may know.
            Row row = Row.fromByteArray(value);
            boolean lives = !row.versions().isEmpty() && row.context().isEmpty();
            if (lives && hasCopies(node, key) && !node.disk().isUnsynced(Table.ROWS, key)) {
                stored.add(key);
            }
        });
        if (stored.isEmpty()) {
            return false;
        }
        lose(node, stored.get((int) (choice % stored.size())));
        return true;
    }

    /** The row under this stored key vanishes. */
    void lose(SimNode node, byte[] stored) {
        RowKey key = Keys.rowKey(stored);
        node.disk().loseSilently(Table.ROWS, stored);
        rows.add(key);
        leaves.add(List.of(node.number(), ByteBuffer.wrap(stored).getInt()));
        world.trace().line(world.now(), Fingerprints.name(key), () -> "node " + node.number() + " has lost the row");
    }

    /** A stored value of this node fails its checksum from now on; the {@code choice} says which. */
    boolean damage(SimNode node, long choice) {
        Table table = choice % 4 == 0 ? Table.LOG : Table.ROWS;
        List<byte[]> keys = new ArrayList<>(node.disk().table(table).keySet());
        return !keys.isEmpty() && node.disk().damage(table, keys.get((int) (choice / 4 % keys.size())));
    }

    private static boolean hasCopies(SimNode node, byte[] stored) {
        int partition = ByteBuffer.wrap(stored).getInt();
        return node.topology().replicasOf(partition).size() > 1;
    }

    /** The names of all keys that were harmed so far. */
    SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        rows.forEach(key -> names.add(Fingerprints.name(key)));
        return names;
    }

    SortedSet<RowKey> rows() {
        return new TreeSet<>(rows);
    }

    boolean isHarmed(RowKey key) {
        return rows.contains(key);
    }

    /** A node has lost its disk, or went back to an older one. */
    void diskLost(SimNode node) {
        lostDisks.add(node.number());
    }

    boolean hasLostItsDisk(int node) {
        return lostDisks.contains(node);
    }

    /** Who counts what happens. */
    void tell(Consumer<Coincidence> coverage) {
        met = coverage;
    }

    /** Listens to what a node says of damage. */
    CoreMeter meter(SimNode node) {
        return new CoreMeter.Deaf() {
            @Override
            public void expired() {
                met.accept(Coincidence.EXPIRED);
            }

            @Override
            public void registerRenewed() {
                met.accept(Coincidence.REGISTER_RENEWED);
            }

            @Override
            public void tombstoneDropped() {
                met.accept(Coincidence.TOMBSTONE_DROPPED);
            }

            @Override
            public void treeRepair() {
                met.accept(Coincidence.TREE_REPAIR);
            }

            @Override
            public void damage(int partition, RowKey key) {
                met.accept(Coincidence.ROW_RESTORED);
                world.trace()
                        .line(world.now(), Fingerprints.name(key), () -> "node " + node.number() + " restores the row");
                if (!isHarmed(key)) {
                    world.violate(
                            Violation.Kind.FALSE_ALARM,
                            Fingerprints.name(key),
                            "node " + node.number() + " restores what it had lost, but nothing was lost");
                }
            }

            @Override
            public void leafCorrected(int partition) {
                met.accept(Coincidence.LEAF_CORRECTED);
                if (!leaves.contains(List.of(node.number(), partition))) {
                    world.violate(
                            Violation.Kind.FALSE_ALARM,
                            "",
                            "node " + node.number() + " corrects a leaf of partition " + partition
                                    + ", but no row of it was lost");
                }
            }
        };
    }
}
