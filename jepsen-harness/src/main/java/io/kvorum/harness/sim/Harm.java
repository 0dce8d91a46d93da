package io.kvorum.harness.sim;

import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.CoreMeter;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.storage.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What disks do to what they hold: values that fail their checksum, rows that vanish without one that tells, and bytes of rows that
 * change. Of a row that vanished a node may say that it restored it, of one that changed that it replaced it; of any other key that is a
 * false alarm.
 */
final class Harm {
    private final SimWorld world;
    private final SortedSet<RowKey> rows = new TreeSet<>();
    /** Rows of which bytes have changed. */
    private final SortedSet<RowKey> changed = new TreeSet<>();
    /** The names of keys of which writes were lost with a damaged row that alone had seen them. */
    private final SortedSet<String> givenUp = new TreeSet<>();
    /** Node and partition of each row that vanished or was changed. */
    private final Set<List<Integer>> leaves = new HashSet<>();

    private final Set<Integer> lostDisks = new HashSet<>();
    private Consumer<Coincidence> met = coincidence -> {};

    Harm(SimWorld world) {
        this.world = world;
    }

    /** @return whether it happened: what no promise would survive is left out */
    boolean make(Fault fault, Atlas atlas) {
        SimNode node = world.node(fault.node());
        return switch (fault.kind()) {
            case DAMAGE -> damage(node, fault.amount());
            case ROW_LOST -> loseRow(node, fault.amount());
            default -> changeRow(node, fault.amount(), key -> atlas.survivesLossOfRow(node, key));
        };
    }

    /** A row with live versions vanishes from this node's disk, a durable one; the {@code choice}-th of them. */
    boolean loseRow(SimNode node, long choice) {
        List<byte[]> stored = new ArrayList<>();
        node.disk().table(Table.ROWS).forEach((key, value) -> {
            // What the row's context knows to be removed is not to be lost with it: nobody else may know.
            Row row = StoredRows.isWhole(key, value) ? StoredRows.row(value) : Row.EMPTY;
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

    /**
     * Bytes of a durable row of this node change, below whatever the store checks; the {@code choice} says of which and where.
     *
     * @param survives tells whether every promise would hold without this node's row of a key
     */
    boolean changeRow(SimNode node, long choice, Predicate<RowKey> survives) {
        List<byte[]> stored = new ArrayList<>();
        node.disk().table(Table.ROWS).forEach((key, value) -> {
            if (hasCopies(node, key) && !node.disk().isUnsynced(Table.ROWS, key) && StoredRows.isWhole(key, value)) {
                stored.add(key);
            }
        });
        if (stored.isEmpty()) {
            return false;
        }
        byte[] key = stored.get((int) (choice % stored.size()));
        if (!survives.test(Keys.rowKey(key))) {
            return false;
        }
        change(node, key, choice / stored.size());
        return true;
    }

    /** A byte of the row under this stored key changes. */
    void change(SimNode node, byte[] stored, long choice) {
        RowKey key = Keys.rowKey(stored);
        byte[] value = Objects.requireNonNull(node.disk().table(Table.ROWS).get(stored))
                .clone();
        int place = (int) (choice % value.length);
        int bit = (int) (choice / value.length % Byte.SIZE);
        value[place] = (byte) (value[place] ^ 1 << bit);
        node.disk().table(Table.ROWS).put(stored, value);
        changed.add(key);
        leaves.add(List.of(node.number(), ByteBuffer.wrap(stored).getInt()));
        world.trace().line(world.now(), Fingerprints.name(key), () -> "node " + node.number() + " has a damaged row");
    }

    /** As {@link #change}, and the byte is as it was after this time, unless something else has been written meanwhile. */
    void changeFor(SimNode node, byte[] stored, long choice, long nanos) {
        byte[] whole = Objects.requireNonNull(node.disk().table(Table.ROWS).get(stored));
        change(node, stored, choice);
        byte[] changedTo = Objects.requireNonNull(node.disk().table(Table.ROWS).get(stored));
        world.queue().after(nanos, () -> {
            if (Arrays.equals(node.disk().table(Table.ROWS).get(stored), changedTo)) {
                node.disk().table(Table.ROWS).put(stored, whole);
            }
        });
    }

    /** The row of a node that does not fit its checksum and waits to be replaced; empty if there is none. */
    static SortedSet<RowKey> changedRows(SimDisk disk) {
        SortedSet<RowKey> keys = new TreeSet<>();
        disk.table(Table.ROWS).forEach((key, value) -> {
            if (!StoredRows.isWhole(key, value)) {
                keys.add(Keys.rowKey(key));
            }
        });
        return keys;
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

    /** The names of all keys of which rows vanished so far. */
    SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        rows.forEach(key -> names.add(Fingerprints.name(key)));
        return names;
    }

    /** Has a row of the key vanished? */
    boolean isHarmed(RowKey key) {
        return rows.contains(key);
    }

    /** Has a row of the key vanished, or been changed? */
    boolean isTouched(RowKey key) {
        return rows.contains(key) || changed.contains(key);
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

    void givenUp(RowKey key, List<WriteId> writes) {
        if (!writes.isEmpty()) {
            givenUp.add(Fingerprints.name(key));
        }
    }

    /** Were writes of the key given up? Its dots are known and dead: contexts cover them, and nothing has replaced them. */
    boolean isGivenUp(String name) {
        return givenUp.contains(name);
    }

    boolean hasChanged(RowKey key) {
        return changed.contains(key);
    }

    boolean isOfHarmedLeaf(int node, int partition) {
        return leaves.contains(List.of(node, partition));
    }

    /** Listens to what a node says of damage. */
    CoreMeter meter(SimNode node) {
        return new HarmMeter(world, node, coincidence -> met.accept(coincidence));
    }
}
