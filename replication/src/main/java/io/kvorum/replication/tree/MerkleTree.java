package io.kvorum.replication.tree;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.row.Row;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.storage.CorruptStorageException;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The tree of one partition replica. Only its leaves are kept, in memory and, changed in the batch of the row, on disk; what
 * lies above them is their sum, what lies below is read from the rows. A leaf is split when it has many rows and joined with its sibling
 * when both have few, so the tree grows and shrinks with the partition, and a step never looks at more rows than one leaf
 * has. Two replicas need not have the same leaves: any range can be summed up.
 */
public final class MerkleTree {
    /** Two halves are joined that together have fewer rows than this part of what one leaf may have. */
    private static final int JOINED_PART = 4;

    private final StoredRows rows;
    private final Storage storage;
    private final ShardConfig config;
    private final int partition;
    private final Leaves leaves = new Leaves();

    public MerkleTree(StoredRows rows, Storage storage, ShardConfig config) {
        this.rows = rows;
        this.storage = storage;
        this.config = config;
        this.partition = rows.partition();
        load();
    }

    public int partition() {
        return partition;
    }

    private void load() {
        boolean[] none = {true};
        storage.scan(Table.STATE, Keys.leafStart(partition), Keys.leafEnd(partition), (key, value) -> {
            ByteReader in = new ByteReader(value);
            HashRange range = HashRange.around(Keys.leafHash(key), in.readByte());
            Leaf leaf = Leaf.readFrom(in);
            in.expectEnd();
            if (!leaves.append(range, leaf, none[0])) {
                throw broken();
            }
            none[0] = false;
            return true;
        });
        if (!leaves.isComplete()) {
            throw broken();
        }
    }

    private CorruptStorageException broken() {
        return new CorruptStorageException("the stored leaves of partition " + partition + " have holes");
    }

    /** A row was written, in this step. To be called after the write: the new row may be looked at. */
    public void changed(byte[] storedKey, Row before, Row after) {
        Leaf change = Leaf.of(storedKey, after).minus(Leaf.of(storedKey, before));
        if (change.isZero()) {
            return;
        }
        int leaf = leaves.find(Keys.hashOf(storedKey));
        leaves.add(leaf, change);
        if (leaves.stored(leaf) > config.limits().maxRowsPerLeaf()) {
            split(leaf);
        } else if (change.stored() < 0 && joins(leaf)) {
            return;
        }
        if (!config.makes(PlantedBug.LEAF_SAVED_NOW_AND_THEN) || change.stored() != 0) {
            save(leaf);
        }
    }

    /** The lower half is still to be saved. */
    private void split(int leaf) {
        HashRange range = leaves.range(leaf);
        if (!range.isSplittable()) {
            return;
        }
        Scanned half = scan(range.halves().get(0));
        if (!half.whole) {
            // What a damaged row counts for in the leaf is not known; there is time to split it when that row is
            // mended.
            return;
        }
        Leaf lower = half.leaf;
        Leaf upper = config.makes(PlantedBug.SPLIT_FORGETS_UPPER_HALF)
                ? Leaf.EMPTY
                : leaves.leaf(leaf).minus(lower);
        leaves.split(leaf, lower, upper);
        if (upper.stored() > config.limits().maxRowsPerLeaf()) {
            split(leaf + 1);
        }
        save(leaf + 1);
        if (lower.stored() > config.limits().maxRowsPerLeaf()) {
            split(leaf);
        }
    }

    /** @return whether the leaf is no more */
    private boolean joins(int leaf) {
        boolean joined = false;
        int present = leaf;
        while (true) {
            int lower = leaves.isLowerOfTwo(present) ? present : present - 1;
            if (lower < 0 || !leaves.isLowerOfTwo(lower) || !isFew(leaves.stored(lower) + leaves.stored(lower + 1))) {
                break;
            }
            storage.delete(
                    Table.STATE, Keys.leaf(partition, leaves.range(lower + 1).start()));
            leaves.join(lower);
            present = lower;
            joined = true;
        }
        if (joined) {
            save(present);
        }
        return joined;
    }

    private boolean isFew(long rows) {
        return rows * JOINED_PART < config.limits().maxRowsPerLeaf();
    }

    private void save(int leaf) {
        HashRange range = leaves.range(leaf);
        ByteWriter out = new ByteWriter(32).writeByte(range.depth());
        leaves.leaf(leaf).writeTo(out);
        storage.put(Table.STATE, Keys.leaf(partition, range.start()), out.toByteArray());
    }

    /**
     * The sum over the rows of a range, from the leaves; only a range that is less than one leaf is read from the rows, and does not
     * count those that are damaged.
     */
    public TreeSum sum(HashRange range) {
        HashRange leaf = leaves.range(leaves.find(range.start()));
        return leaf.depth() > range.depth() || leaf.equals(range)
                ? leaves.sum(range)
                : scan(range).leaf.sum();
    }

    /** @param whole no damaged row was passed over */
    private record Scanned(Leaf leaf, boolean whole) {}

    private Scanned scan(HashRange range) {
        TreeSum[] sum = {TreeSum.ZERO};
        long[] stored = {0};
        boolean whole = rows(range, (key, row) -> {
            sum[0] = sum[0].plus(TreeSum.of(key, row));
            stored[0]++;
        });
        return new Scanned(new Leaf(sum[0], stored[0]), whole);
    }

    /**
     * The stored rows of a range in order, also those without live versions.
     *
     * @return false if damaged ones were passed over
     */
    public boolean rows(HashRange range, BiConsumer<byte[], Row> visitor) {
        return rows.scan(Keys.rows(partition, range.start()), Keys.rowsAfter(partition, range.last()), (key, row) -> {
            visitor.accept(key, row);
            return true;
        });
    }

    /**
     * Ranges that fill this one: about as many as asked for that have rows, and those between them. A range of one leaf, or
     * less, is divided evenly: no rows are looked at.
     */
    public List<HashRange> parts(HashRange whole, int wanted) {
        boolean evenly = isLeafOrLess(whole);
        List<HashRange> parts = List.of(whole);
        boolean splits = true;
        while (splits
                && parts.stream().filter(part -> evenly || sum(part).rows() > 0).count() < wanted) {
            List<HashRange> finer = new ArrayList<>(parts.size() * 2);
            splits = false;
            for (HashRange part : parts) {
                if (part.isSplittable() && (evenly || !isLeafOrLess(part))) {
                    splits = true;
                    finer.addAll(part.halves());
                } else {
                    finer.add(part);
                }
            }
            parts = finer;
        }
        return parts;
    }

    private boolean isLeafOrLess(HashRange range) {
        return leaves.range(leaves.find(range.start())).depth() <= range.depth();
    }

    /** How many leaves there are. */
    public int leaves() {
        return leaves.size();
    }

    /** How many leaves lie before the one that holds this hash. */
    public int leavesBefore(long hash) {
        return leaves.find(hash);
    }

    /** The leaf that holds this hash. */
    public HashRange leafAt(long hash) {
        return leaves.range(leaves.find(hash));
    }

    /**
     * Recomputes the leaf that holds this hash from its rows; as long as one of them is damaged nothing can be said of it.
     *
     * @return false if it was wrong; it is right now
     */
    public boolean verify(long hash) {
        int leaf = leaves.find(hash);
        Scanned scanned = scan(leaves.range(leaf));
        Leaf there = scanned.leaf;
        if (!scanned.whole || there.equals(leaves.leaf(leaf)) || config.makes(PlantedBug.SCRUB_BELIEVES_THE_TREE)) {
            return true;
        }
        leaves.set(leaf, there);
        if (there.stored() > config.limits().maxRowsPerLeaf()) {
            split(leaf);
        }
        save(leaf);
        return false;
    }
}
