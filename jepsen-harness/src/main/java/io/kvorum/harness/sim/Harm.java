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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What disks do to what they hold: values that fail their checksum, rows that vanish without one that tells, and bytes of rows that
 * change, for good or for a while. Of a row that vanished a node may say that it restored it, of one that changed there that it replaced it;
 * of any other one that is a false alarm.
 */
final class Harm {
    /** Of a choice so many bits say which row, and the others where in it. */
    private static final int CHOICE_BITS = 24;

    private final SimWorld world;
    private final SortedSet<RowKey> rows = new TreeSet<>();
    /** By node the rows of which bytes have changed, with when they did last. */
    private final Map<Integer, SortedMap<RowKey, Long>> changed = new TreeMap<>();
    /** Writes that were lost with a damaged row that alone had seen them. */
    private final SortedSet<WriteId> givenUp = new TreeSet<>();
    /** Node and partition of each row that vanished. */
    private final Set<List<Integer>> leaves = new HashSet<>();
    /** The same of those that changed, with how often. */
    private final Map<List<Integer>, Integer> changes = new HashMap<>();

    private final Set<Integer> lostDisks = new HashSet<>();
    private Consumer<Coincidence> met = coincidence -> {};

    private BiPredicate<SimNode, RowKey> atlas = (node, key) -> false;

    Harm(SimWorld world) {
        this.world = world;
    }

    /** @param survives tells whether every promise would hold without this node's row of a key */
    void guardedBy(BiPredicate<SimNode, RowKey> survives) {
        atlas = survives;
    }

    boolean survives(SimNode node, RowKey key) {
        return !isTheLastWhole(node, key) && atlas.test(node, key);
    }

    /** A row that is damaged at all replicas waits for an operator, and here is none. */
    private boolean isTheLastWhole(SimNode node, RowKey key) {
        List<SimNode> holders = world.nodes().stream()
                .filter(other -> other.number() != node.number())
                .filter(other -> other.disk().table(Table.ROWS).keySet().stream()
                        .anyMatch(stored -> Keys.rowKey(stored).equals(key)))
                .toList();
        return !holders.isEmpty()
                && holders.stream()
                        .allMatch(holder -> changedRows(holder.disk()).contains(key));
    }

    /** @return whether it happened: what no promise would survive is left out */
    boolean make(Fault fault) {
        SimNode node = world.node(fault.node());
        return switch (fault.kind()) {
            case DAMAGE -> damage(node, fault.amount());
            case ROW_LOST -> loseRow(node, fault.amount());
            case ROW_FLICKERS ->
                chosen(node, fault.amount(), key -> survives(node, key))
                        .map(stored -> changeFor(
                                node, stored, fault.amount() >>> CHOICE_BITS, fault.durationMillis() * 1_000_000L))
                        .isPresent();
            case ROWS_CHANGED -> changeAtTwo(node, world.node(fault.other()), fault.amount());
            default -> changeRow(node, fault.amount(), key -> survives(node, key));
        };
    }

    /** The same row of both, if the promises would hold without either. */
    private boolean changeAtTwo(SimNode node, SimNode other, long choice) {
        Optional<byte[]> stored = chosen(node, choice, key -> survives(node, key));
        stored.ifPresent(key -> {
            change(node, key, choice >>> CHOICE_BITS);
            if (isChangeable(other, key) && survives(other, Keys.rowKey(key))) {
                change(other, key, choice >>> CHOICE_BITS);
            }
        });
        return stored.isPresent();
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
        Optional<byte[]> stored = chosen(node, choice, survives);
        stored.ifPresent(key -> change(node, key, choice >>> CHOICE_BITS));
        return stored.isPresent();
    }

    private static Optional<byte[]> chosen(SimNode node, long choice, Predicate<RowKey> survives) {
        List<byte[]> stored = node.disk().table(Table.ROWS).keySet().stream()
                .filter(key -> isChangeable(node, key))
                .toList();
        return stored.isEmpty()
                ? Optional.empty()
                : Optional.of(stored.get((int) ((choice & (1L << CHOICE_BITS) - 1) % stored.size())))
                        .filter(key -> survives.test(Keys.rowKey(key)));
    }

    /** Is there a durable row under this stored key that others should have, too, and that is whole? */
    private static boolean isChangeable(SimNode node, byte[] stored) {
        return Optional.ofNullable(node.disk().table(Table.ROWS).get(stored))
                .filter(value -> StoredRows.isWhole(stored, value))
                .filter(value -> hasCopies(node, stored) && !node.disk().isUnsynced(Table.ROWS, stored))
                .isPresent();
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
        changed.computeIfAbsent(node.number(), number -> new TreeMap<>()).put(key, world.now());
        changes.merge(List.of(node.number(), ByteBuffer.wrap(stored).getInt()), 1, Integer::sum);
        world.trace().line(world.now(), Fingerprints.name(key), () -> "node " + node.number() + " has a damaged row");
    }

    /** As {@link #change}, and the byte is as it was after this time, unless something else has been written meanwhile. */
    boolean changeFor(SimNode node, byte[] stored, long choice, long nanos) {
        byte[] whole = Objects.requireNonNull(node.disk().table(Table.ROWS).get(stored));
        change(node, stored, choice);
        byte[] changedTo = Objects.requireNonNull(node.disk().table(Table.ROWS).get(stored));
        world.queue().after(nanos, () -> {
            if (Arrays.equals(node.disk().table(Table.ROWS).get(stored), changedTo)) {
                node.disk().table(Table.ROWS).put(stored, whole);
                met.accept(Coincidence.DAMAGE_WAS_TRANSIENT);
            }
        });
        return true;
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

    SortedSet<RowKey> rows() {
        return new TreeSet<>(rows);
    }

    /** Has a row of the key vanished? */
    boolean isHarmed(RowKey key) {
        return rows.contains(key);
    }

    /** Has a row of the key vanished, or been changed at this node? */
    boolean isTouched(SimNode node, RowKey key) {
        return rows.contains(key) || hasChanged(node, key);
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

    void givenUp(List<WriteId> writes) {
        givenUp.addAll(writes);
    }

    /** Their dots are known and dead: contexts cover them, and nothing has replaced them. */
    SortedSet<WriteId> givenUp() {
        return Collections.unmodifiableSortedSet(givenUp);
    }

    boolean hasChanged(SimNode node, RowKey key) {
        return changedAt(node.number(), key).isPresent();
    }

    /** Has the node's row of the key been changed since? What the node had acknowledged of it is as good as lost. */
    boolean hasChangedSince(int node, RowKey key, long nanos) {
        return changedAt(node, key).filter(at -> at >= nanos).isPresent();
    }

    private Optional<Long> changedAt(int node, RowKey key) {
        return Optional.ofNullable(
                changed.getOrDefault(node, Collections.emptySortedMap()).get(key));
    }

    /**
     * May a leaf be wrong? One with a damaged row is not computed anew; if another row of it is replaced meanwhile, and the first one is whole
     * later, it is.
     */
    boolean isOfHarmedLeaf(int node, int partition) {
        List<Integer> place = List.of(node, partition);
        return leaves.contains(place) || changes.getOrDefault(place, 0) > 1;
    }

    /** Is the row of the key damaged at another node, too? */
    boolean isDamagedElsewhere(SimNode node, RowKey key) {
        return world.nodes().stream()
                .anyMatch(other -> other != node && changedRows(other.disk()).contains(key));
    }

    /** Listens to what a node says of damage. */
    CoreMeter meter(SimNode node) {
        return new HarmMeter(world, node, coincidence -> met.accept(coincidence));
    }
}
