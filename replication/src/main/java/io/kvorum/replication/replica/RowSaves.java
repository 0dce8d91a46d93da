package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.Row;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.tree.MerkleTree;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Stores rows, and changes with each of them, in the same batch, what is kept about it: its leaf, its entries in indexes, its mark. */
final class RowSaves {
    private final StoredRows rows;
    private final MerkleTree tree;
    private final RowIndexes indexes;
    private final UnstrippedRows unstripped;
    private final RowRules rules;
    private final ShardConfig config;
    private IntPredicate isDropped = bucket -> false;

    RowSaves(
            StoredRows rows,
            MerkleTree tree,
            RowIndexes indexes,
            UnstrippedRows unstripped,
            RowRules rules,
            ShardConfig config) {
        this.rows = rows;
        this.tree = tree;
        this.indexes = indexes;
        this.unstripped = unstripped;
        this.rules = rules;
        this.config = config;
    }

    void droppedBuckets(IntPredicate dropped) {
        isDropped = dropped;
    }

    boolean isOfDroppedBucket(byte[] stored) {
        return isDropped.test(Keys.bucketOf(stored));
    }

    /** As {@link #save}, of a key of which the clock has just learned a dot: a read shows that, too, and waits until it is durable. */
    void saveWithNews(byte[] stored, Row before, Row row, DotSet clock) {
        if (!save(stored, before, row, clock) && !config.makes(PlantedBug.NEWS_WITHOUT_A_TRACE_IN_THE_ROW)) {
            rows.write(stored, before);
        }
    }

    /**
     * @param before what is stored under the key; it has a mark exactly if it has a context
     * @return false if that is what would be stored again
     */
    boolean save(byte[] stored, Row before, Row row, DotSet clock) {
        // Whatever comes late for a dropped bucket is known by its dot, and has no row.
        boolean dropped = isOfDroppedBucket(stored) && !config.makes(PlantedBug.LATE_ROWS_OF_DROPPED_BUCKETS_STORED);
        Row stripped = dropped ? Row.EMPTY : rules.strip(row, clock);
        if (stripped.equals(before) && !stripped.isEmpty()) {
            return false;
        }
        boolean forget = config.makes(PlantedBug.DELETED_ROW_FORGOTTEN)
                && stripped.versions().isEmpty();
        rows.write(stored, forget ? Row.EMPTY : stripped);
        tree.changed(stored, before, stripped);
        if (dropped) {
            indexes.purged(stored, before);
        } else {
            indexes.changed(stored, before, stripped);
        }
        if (!stripped.context().isEmpty() && !forget) {
            unstripped.add(stored);
        } else if (!before.context().isEmpty()) {
            unstripped.remove(stored);
        }
        return true;
    }

    /** The stored keys of rows in a range of them that could not be stripped yet, at most so many. */
    List<byte[]> unstripped(byte[] from, byte[] until, int limit) {
        return unstripped.marked(from, until, limit);
    }

    /** Strips up to {@code limit} of the rows that could not be stripped when they were written, going round. */
    void stripSome(int limit, DotSet clock) {
        for (byte[] stored : unstripped.next(limit)) {
            rows.read(stored).ifPresent(row -> {
                if (row.context().isEmpty()) {
                    unstripped.remove(stored);
                } else if (!row.context().equals(rules.strip(row, clock).context())) {
                    save(stored, row, row, clock);
                }
            });
        }
    }

    /** Removes the row without a trace. */
    void purge(byte[] stored) {
        Optional<Row> before = rows.read(stored);
        if (before.isEmpty()) {
            forget(stored);
            indexes.purged(stored, Row.EMPTY);
            return;
        }
        rows.delete(stored);
        unstripped.remove(stored);
        indexes.purged(stored, before.get());
        if (!config.makes(PlantedBug.TREE_KEEPS_PURGED_ROWS)) {
            tree.changed(stored, before.get(), Row.EMPTY);
        }
    }

    /** Removes the row of an increment that is folded: the sum speaks for it. */
    void dropFolded(RowKey increment, byte[] stored, Row before) {
        rows.delete(stored);
        unstripped.remove(stored);
        indexes.counters().dropped(increment);
        tree.changed(stored, before, Row.EMPTY);
    }

    /** Removes a damaged row. What its leaf says of it is computed anew; entries about its expiry go when they are due. */
    void forget(byte[] stored) {
        rows.delete(stored);
        unstripped.remove(stored);
        tree.verify(Keys.hashOf(stored));
    }
}
