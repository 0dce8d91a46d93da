package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.row.Row;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * After all is settled: the index of elements, and the count of each key, say what the rows say. Not of a row that had vanished, if nobody
 * had it any more who could have brought it back: that leaves its entry behind, until it is written again.
 */
final class ElementCheck {
    private static final int KIND = Integer.BYTES;

    private ElementCheck() {}

    static List<Violation> check(SimWorld world) {
        List<Violation> found = new ArrayList<>();
        for (SimNode node : world.nodes()) {
            SortedMap<String, String> expected = expected(node);
            SortedMap<String, String> stored = stored(node);
            forgetHarmed(world, expected, stored);
            if (!expected.equals(stored)) {
                SortedMap<String, String> rest = new TreeMap<>(stored);
                rest.entrySet().removeAll(expected.entrySet());
                expected.entrySet().removeAll(stored.entrySet());
                found.add(new Violation(
                        Violation.Kind.BROKEN_STATE,
                        "",
                        "the index of elements at node " + node.number() + " lacks " + expected + " and has " + rest));
            }
        }
        return found;
    }

    private static void forgetHarmed(
            SimWorld world, SortedMap<String, String> expected, SortedMap<String, String> stored) {
        for (RowKey key : world.harm().rows()) {
            for (int partition = 0; partition < world.topology().partitionCount(); partition++) {
                for (byte[] entry : List.of(Keys.element(partition, key), Keys.elementCount(partition, key))) {
                    expected.remove(name(entry));
                    stored.remove(name(entry));
                }
            }
        }
    }

    private static SortedMap<String, String> stored(SimNode node) {
        SortedMap<String, String> entries = new TreeMap<>();
        node.disk().table(Table.STATE).forEach((key, value) -> {
            if (key.length > KIND && (key[KIND] == 'L' || key[KIND] == 'K')) {
                entries.put(name(key), HexFormat.of().formatHex(value));
            }
        });
        return entries;
    }

    private static SortedMap<String, String> expected(SimNode node) {
        SortedMap<String, String> entries = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        node.disk().table(Table.ROWS).forEach((storedKey, value) -> {
            if (Keys.isElement(storedKey)) {
                int partition = new ByteReader(storedKey).readInt();
                RowKey key = Keys.rowKey(storedKey);
                boolean isIn = CellType.isIn(key.sub(), Row.fromByteArray(value).versions());
                entries.put(name(Keys.element(partition, key)), isIn ? "01" : "00");
                if (isIn) {
                    counts.merge(name(Keys.elementCount(partition, key)), 1L, Long::sum);
                }
            }
        });
        counts.forEach((key, count) -> entries.put(
                key,
                HexFormat.of().formatHex(new ByteWriter(8).writeVarLong(count).toByteArray())));
        return entries;
    }

    private static String name(byte[] key) {
        return (char) key[KIND] + " " + HexFormat.of().formatHex(Arrays.copyOf(key, KIND)) + " "
                + HexFormat.of().formatHex(key, KIND + 1, key.length);
    }
}
