package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.storage.Table;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * After all is settled: each row of an element has its entry in the index, which says whether the element is in, or what it counts for; nothing else has
 * one; and the count, or sum, of each key is that of its entries. Only the entry of a row that had vanished may be left alone, if nobody
 * had that row any more who could have brought it back: until it is written again.
 */
final class ElementCheck {
    private static final int KIND = Integer.BYTES;

    private final SimNode node;
    /** What each element counts for: 1 or 0, or by how much it increments. */
    private final NavigableMap<Bytes, Long> byRows = new TreeMap<>();

    private final NavigableMap<Bytes, Long> entries = new TreeMap<>();
    /** As stored. */
    private final SortedMap<Bytes, Bytes> counts = new TreeMap<>();

    private ElementCheck(SimNode node) {
        this.node = node;
        node.disk().table(Table.ROWS).forEach(this::readRow);
        node.disk().table(Table.STATE).forEach(this::readState);
    }

    static List<Violation> check(SimWorld world) {
        List<Violation> found = new ArrayList<>();
        for (SimNode node : world.nodes()) {
            ElementCheck check = new ElementCheck(node);
            check.forgetVanished(world.harm());
            check.compare("lists", check.byRows, check.entries, found);
            check.compare("counts", check.counted(), check.counts, found);
        }
        return found;
    }

    private void readRow(byte[] stored, byte[] value) {
        if (Keys.isElement(stored)) {
            RowKey key = Keys.rowKey(stored);
            int partition = ByteBuffer.wrap(stored).getInt();
            // What a damaged row was is not known.
            if (StoredRows.isWhole(stored, value)) {
                byRows.put(
                        Bytes.of(Keys.element(partition, key)),
                        weight(key.sub(), StoredRows.row(value).versions()));
            }
        }
    }

    private static long weight(Bytes sub, List<Version> live) {
        return CellType.isIncrement(sub) ? Increments.delta(live).orElse(0) : CellType.isIn(sub, live) ? 1 : 0;
    }

    private void readState(byte[] key, byte[] value) {
        if (key.length > KIND && key[KIND] == 'L') {
            entries.put(Bytes.of(key), stored(Place.of(Bytes.of(key)).key().sub(), value));
        } else if (key.length > KIND && key[KIND] == 'K') {
            counts.put(Bytes.of(key), Bytes.of(value));
        }
    }

    private static long stored(Bytes sub, byte[] value) {
        if (CellType.isIncrement(sub)) {
            return value.length == 0 ? 0 : new ByteReader(value).readLong();
        }
        return value[0];
    }

    private void forgetVanished(Harm harm) {
        entries.forEach((entry, weight) -> {
            if (harm.isTouched(node, Place.of(entry).key())) {
                byRows.putIfAbsent(entry, weight);
            }
        });
    }

    private SortedMap<Bytes, Bytes> counted() {
        SortedMap<Bytes, BigInteger> sums = new TreeMap<>();
        Set<Bytes> counters = new HashSet<>();
        entries.forEach((entry, weight) -> {
            Place place = Place.of(entry);
            sums.merge(place.count(), BigInteger.valueOf(weight), BigInteger::add);
            if (CellType.isIncrement(place.key().sub())) {
                counters.add(place.count());
            }
        });
        SortedMap<Bytes, Bytes> counted = new TreeMap<>();
        sums.forEach((key, sum) -> {
            if (sum.signum() != 0) {
                byte[] stored = counters.contains(key)
                        ? sum.toByteArray()
                        : new ByteWriter(8).writeVarLong(sum.longValueExact()).toByteArray();
                counted.put(key, Bytes.of(stored));
            }
        });
        return counted;
    }

    /** What an entry is about. */
    private record Place(int partition, RowKey key) {
        static Place of(Bytes entry) {
            ByteReader in = new ByteReader(entry.array());
            int partition = in.readInt();
            in.readByte();
            int bucket = in.readInt();
            Bytes key = Bytes.of(in.readBytes());
            return new Place(partition, new RowKey(bucket, key, Bytes.of(in.readRaw(in.remaining()))));
        }

        Bytes count() {
            return Bytes.of(Keys.elementCount(partition, key));
        }
    }

    private <V> void compare(
            String verb, SortedMap<Bytes, V> expected, SortedMap<Bytes, V> stored, List<Violation> found) {
        if (!expected.equals(stored)) {
            SortedMap<Bytes, V> rest = new TreeMap<>(stored);
            rest.entrySet().removeAll(expected.entrySet());
            SortedMap<Bytes, V> lacking = new TreeMap<>(expected);
            lacking.entrySet().removeAll(stored.entrySet());
            found.add(new Violation(
                    Violation.Kind.BROKEN_STATE,
                    "",
                    "the index of elements at node " + node.number() + " " + verb + " " + rest + " and should " + verb
                            + " " + lacking));
        }
    }
}
