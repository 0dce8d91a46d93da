package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.tree.HashRange;
import io.kvorum.replication.tree.MerkleTree;
import io.kvorum.replication.tree.TreeSum;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The tree always says what its rows say, whatever was written, split and joined. */
class MerkleTreeTest {
    private static final int PARTITION = 5;
    private static final int MAX_ROWS = Limits.DEFAULTS.maxRowsPerLeaf();
    private static final ShardConfig CONFIG = new ShardConfig(
            1,
            new Actor(5),
            new Actor(5),
            0,
            0,
            1,
            0,
            Bytes.ofUtf8("a secret of sixteen bytes"),
            Limits.DEFAULTS,
            Set.of());

    private final MemoryStorage storage = new MemoryStorage();
    private MerkleTree tree = tree(storage);
    private final Map<Bytes, Row> rows = new HashMap<>();

    private static MerkleTree tree(MemoryStorage storage) {
        return new MerkleTree(new StoredRows(PARTITION, storage, CONFIG), storage, CONFIG);
    }

    private static byte[] stored(int number) {
        return Keys.row(PARTITION, new RowKey(1, Bytes.ofUtf8("key" + number)));
    }

    private static Row row(long... counters) {
        return new Row(
                Arrays.stream(counters)
                        .mapToObj(counter -> new Version(
                                new Dot(new Actor(1), counter), new WriteId(1, counter, 1), Bytes.ofUtf8("v")))
                        .toList(),
                DotSet.EMPTY);
    }

    private void write(byte[] key, Row row) {
        Row before = rows.getOrDefault(Bytes.of(key), Row.EMPTY);
        if (row.isEmpty()) {
            storage.delete(Table.ROWS, key);
        } else {
            storage.put(Table.ROWS, key, StoredRows.encoded(key, row));
        }
        rows.put(Bytes.of(key), row);
        tree.changed(key, before, row);
    }

    private TreeSum naive(HashRange range) {
        TreeSum sum = TreeSum.ZERO;
        for (Map.Entry<Bytes, Row> entry : rows.entrySet()) {
            byte[] key = entry.getKey().array();
            if (range.contains(Keys.hashOf(key))) {
                sum = sum.plus(TreeSum.of(key, entry.getValue()));
            }
        }
        return sum;
    }

    private void check() {
        assertThat(tree.sum(HashRange.ALL)).isEqualTo(naive(HashRange.ALL));
        long leaf = 0;
        int leaves = 0;
        do {
            HashRange range = tree.leafAt(leaf);
            assertThat(range.start()).isEqualTo(leaf);
            assertThat(tree.sum(range)).isEqualTo(naive(range));
            assertThat(tree.sum(range).rows()).isLessThanOrEqualTo(MAX_ROWS);
            leaf = range.last() + 1;
            leaves++;
        } while (leaf != 0);
        assertThat(leaves).isEqualTo(tree.leaves());
    }

    @Test
    void sumsFollowEveryWriteThroughSplitsAndJoins() {
        SplittableRandom random = new SplittableRandom(7);
        int keys = 4_000;
        for (int i = 1; i <= keys * 2; i++) {
            write(stored(random.nextInt(keys)), random.nextInt(5) == 0 ? Row.EMPTY : row(i, i + 100_000));
        }
        check();
        assertThat(tree.leaves()).isGreaterThan(keys / 2 / MAX_ROWS);
        for (int key = 0; key < keys; key++) {
            if (key % 100 != 0) {
                write(stored(key), Row.EMPTY);
            }
            if (key % 500 == 0) {
                check();
            }
        }
        check();
        assertThat(tree.leaves())
                .as("leaves of a partition that has become small")
                .isLessThan(4);
    }

    @Test
    void whatIsStoredIsTheSameTree() {
        for (int i = 1; i <= 1_000; i++) {
            write(stored(i % 700), row(i));
        }
        int leaves = tree.leaves();
        tree = tree(storage);
        assertThat(tree.leaves()).isEqualTo(leaves);
        check();
    }

    @Test
    void keysThatShareAnUpperPartOfTheirHashAreSplitDeeper() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 1; i <= 600; i++) {
            byte[] key = stored(i);
            // The first 20 bits are the same, as in a partition of many.
            key[4] = 1;
            key[5] = 2;
            key[6] = (byte) (0x30 | (key[6] & 0xf));
            write(key, row(1 + random.nextInt(1_000_000)));
        }
        check();
        assertThat(tree.leafAt(0x0102_3000_0000_0000L).depth()).isGreaterThan(20);
    }

    @Test
    void anyRangeCanBeSummedUpAndIsFilledByItsParts() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 1; i <= 2_000; i++) {
            write(stored(i), row(i));
        }
        for (int i = 0; i < 300; i++) {
            HashRange range = HashRange.around(random.nextLong(), random.nextInt(14));
            assertThat(tree.sum(range)).isEqualTo(naive(range));
            List<HashRange> parts = tree.parts(range, 16);
            long next = range.start();
            TreeSum sum = TreeSum.ZERO;
            for (HashRange part : parts) {
                assertThat(part.start()).isEqualTo(next);
                sum = sum.plus(tree.sum(part));
                next = part.last() + 1;
            }
            assertThat(next).isEqualTo(range.last() + 1);
            assertThat(sum).isEqualTo(tree.sum(range));
            assertThat(parts).hasSizeGreaterThan(1);
            assertThat(parts.stream().filter(part -> tree.sum(part).rows() > 0)).hasSizeLessThanOrEqualTo(32);
        }
    }

    @Test
    void oneRowThatWasLostBehindItsBackIsFoundAndTheLeafPutRight() {
        for (int i = 1; i <= 1_000; i++) {
            write(stored(i), row(i));
        }
        byte[] lost = stored(77);
        storage.delete(Table.ROWS, lost);
        rows.remove(Bytes.of(lost));
        assertThat(tree.verify(Keys.hashOf(lost))).isFalse();
        assertThat(tree.verify(Keys.hashOf(lost))).isTrue();
        check();
    }

    @Test
    void theSameRowsInAnyOrderHaveTheSameSum() {
        MemoryStorage other = new MemoryStorage();
        MerkleTree reversed = tree(other);
        for (int i = 1; i <= 500; i++) {
            write(stored(i), row(i));
        }
        for (int i = 500; i >= 1; i--) {
            other.put(Table.ROWS, stored(i), StoredRows.encoded(stored(i), row(i)));
            reversed.changed(stored(i), Row.EMPTY, row(i));
        }
        assertThat(reversed.sum(HashRange.ALL)).isEqualTo(tree.sum(HashRange.ALL));
        reversed.changed(stored(9), row(9), row(10));
        assertThat(reversed.sum(HashRange.ALL)).isNotEqualTo(tree.sum(HashRange.ALL));
    }
}
