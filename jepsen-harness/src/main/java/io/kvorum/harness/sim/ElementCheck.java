package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.CounterIndex;
import io.kvorum.replication.replica.CounterSum;
import io.kvorum.replication.storage.CounterKeys;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.storage.Table;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * After all is settled: each row of an element has its entry in the index, which says whether the element is in, or what it counts for; nothing else has
 * one; and the count of each key is that of its entries. The sum of a counter is that of the entries and of what is folded. Only the entry of a row that had vanished may be left alone, if nobody
 * had that row any more who could have brought it back: until it is written again.
 */
final class ElementCheck {
    private static final int KIND = Integer.BYTES;

    private final SimNode node;
    /** What each element counts for: 1 or 0, or by how much it increments. */
    private final NavigableMap<Bytes, Long> byRows = new TreeMap<>();

    private final NavigableMap<Bytes, Long> entries = new TreeMap<>();
    /** By the key under which it is stored. */
    private final SortedMap<Bytes, CounterSum> sums = new TreeMap<>();
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
            check.compareSums(found);
        }
        return found;
    }

    private void readRow(byte[] stored, byte[] value) {
        if (Keys.isElement(stored)) {
            RowKey key = Keys.rowKey(stored);
            if (Increments.isFold(key.sub())) {
                return;
            }
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
        } else if (CounterKeys.isSum(key)) {
            sums.put(Bytes.of(key), CounterSum.read(value));
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
        SortedMap<Bytes, Long> in = new TreeMap<>();
        entries.forEach((entry, weight) -> {
            Place place = Place.of(entry);
            if (!CellType.isIncrement(place.key().sub())) {
                in.merge(place.count(), weight, Long::sum);
            }
        });
        SortedMap<Bytes, Bytes> counted = new TreeMap<>();
        in.forEach((key, count) -> {
            if (count != 0) {
                counted.put(key, Bytes.of(new ByteWriter(8).writeVarLong(count).toByteArray()));
            }
        });
        return counted;
    }

    /** Of each counter, what is in its groups, and what by its entries should be: those that are not folded. */
    private void compareSums(List<Violation> found) {
        SortedMap<Bytes, BigInteger> byEntries = new TreeMap<>();
        SortedMap<Bytes, BigInteger> byGroups = new TreeMap<>();
        SortedMap<Bytes, CounterSum> folded = new TreeMap<>();
        sums.forEach((key, sum) -> {
            byEntries.put(key, BigInteger.ZERO);
            byGroups.put(key, BigInteger.ZERO);
        });
        entries.forEach((entry, weight) -> {
            Place place = Place.of(entry);
            if (CellType.isIncrement(place.key().sub())) {
                Bytes sum = Bytes.of(CounterKeys.sum(place.partition(), place.key()));
                boolean counts = Increments.issuedAtMillis(place.key().sub())
                        > sums.getOrDefault(sum, CounterSum.NONE).foldedMillis();
                byEntries.merge(sum, BigInteger.valueOf(counts ? weight : 0), BigInteger::add);
            }
        });
        node.disk().table(Table.STATE).forEach((key, value) -> {
            if (CounterKeys.isBoundary(key)) {
                Bytes sum = Bytes.of(CounterKeys.sumOfBoundary(key));
                byGroups.merge(sum, CounterIndex.sumOfGroup(value), BigInteger::add);
                if (CounterKeys.boundaryMillis(key)
                        <= sums.getOrDefault(sum, CounterSum.NONE).foldedMillis()) {
                    folded.put(sum, sums.getOrDefault(sum, CounterSum.NONE));
                }
            }
        });
        compare("adds up for counters", byEntries, byGroups, found);
        compare("has groups of folded increments of", new TreeMap<>(), folded, found);
        SortedMap<Bytes, BigInteger> totals = new TreeMap<>();
        sums.forEach((key, sum) -> {
            totals.put(key, sum.total());
            byGroups.merge(key, sum.foldedSum(), BigInteger::add);
        });
        compare("has the totals of counters", byGroups, totals, found);
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
