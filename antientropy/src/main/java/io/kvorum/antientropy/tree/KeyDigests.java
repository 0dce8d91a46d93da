package io.kvorum.antientropy.tree;

import io.kvorum.replication.message.PeerMessage.KeyDigest;
import io.kvorum.replication.message.PeerMessage.RangeSum;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.topology.KeyHash;
import io.kvorum.replication.tree.HashRange;
import io.kvorum.replication.tree.TreeSum;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** What two sides tell each other of their trees: sums of ranges, and of the keys in those that have few. */
final class KeyDigests {
    /** A range with more rows is divided further, one with fewer is told key by key. */
    static final int FEW_ROWS = 32;

    private KeyDigests() {}

    static RangeSum of(HashRange range, TreeSum sum) {
        return new RangeSum(range.start(), range.depth(), sum.rows(), sum.one(), sum.two());
    }

    /** The range of a sum; whatever a peer sends is one. */
    static HashRange rangeOf(RangeSum sum) {
        return HashRange.around(sum.start(), Math.min(sum.depth(), HashRange.MAX_DEPTH));
    }

    static TreeSum sumOf(RangeSum sum) {
        return new TreeSum(sum.rows(), sum.one(), sum.two());
    }

    /** Is it time to look at the keys of a range, of which the two sides have so many rows? */
    static boolean isToldByKey(HashRange range, long rows, long otherRows) {
        return (rows <= FEW_ROWS && otherRows <= FEW_ROWS) || !range.isSplittable();
    }

    static long hashOf(RowKey key) {
        return KeyHash.of(key.name());
    }

    /** The keys of the range that have live versions and are not of folded increments. @param isDropped tells the buckets that do not count any more */
    static List<KeyDigest> keys(PartitionReplica replica, HashRange range, IntPredicate isDropped) {
        List<KeyDigest> keys = new ArrayList<>();
        replica.tree().rows(range, (stored, row) -> {
            RowKey key = Keys.rowKey(stored);
            // What is folded goes at one replica after the other, and says nothing.
            boolean counts = !isDropped.test(key.bucket())
                    && !replica.indexes().counters().isFolded(key);
            if (!row.versions().isEmpty() && counts) {
                keys.add(new KeyDigest(key, TreeSum.of(stored, row).one()));
            }
        });
        return keys;
    }
}
