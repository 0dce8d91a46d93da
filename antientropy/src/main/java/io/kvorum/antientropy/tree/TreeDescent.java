package io.kvorum.antientropy.tree;

import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage.KeyDigest;
import io.kvorum.replication.message.PeerMessage.RangeSum;
import io.kvorum.replication.message.PeerMessage.TreeAnswer;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.tree.HashRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The descent of one tree beside that of another replica, as the asker sees it: of the ranges in which sums differ the parts are asked
 * about, until the keys are known that look different.
 */
public final class TreeDescent {
    /** In how many parts a range is divided. */
    private static final int PARTS = 16;
    /** Ranges of one question, so that neither side has much to do at a time. */
    public static final int MAX_ASKED = 32;

    /** Is told of each key that looks different. */
    public interface Listener {
        void differs(RowKey key);
    }

    private final ShardState shard;
    private final Listener listener;
    private final Deque<HashRange> todo = new ArrayDeque<>();
    private final Map<Long, RangeSum> asked = new TreeMap<>();

    public TreeDescent(ShardState shard, Listener listener) {
        this.shard = shard;
        this.listener = listener;
        todo.add(HashRange.ALL);
    }

    /** The next question; empty if no range is left to ask about. */
    public List<RangeSum> nextQuestion(PartitionReplica replica) {
        asked.clear();
        while (!todo.isEmpty() && asked.size() < MAX_ASKED) {
            HashRange range = todo.removeFirst();
            asked.put(range.start(), KeyDigests.of(range, replica.tree().sum(range)));
        }
        return List.copyOf(asked.values());
    }

    /** Takes an answer in: divides the ranges that differ, or tells of their keys. */
    public void answered(PartitionReplica replica, TreeAnswer answer) {
        SortedMap<RowKey, Long> theirs = byKey(answer.keys());
        for (RangeSum other : answer.different()) {
            Optional<RangeSum> mine = Optional.ofNullable(asked.get(other.start()));
            HashRange range = KeyDigests.rangeOf(other);
            if (mine.isEmpty() || !KeyDigests.rangeOf(mine.get()).equals(range)) {
                continue;
            }
            if (KeyDigests.isToldByKey(range, mine.get().rows(), other.rows())) {
                compareKeys(byKey(KeyDigests.keys(replica, range, shard.topology()::isDropped)), theirs, range);
            } else {
                todo.addAll(parts(replica, range, mine.get()));
            }
        }
    }

    /** Nothing more is asked about. */
    public void stop() {
        todo.clear();
        asked.clear();
    }

    private static List<HashRange> parts(PartitionReplica replica, HashRange range, RangeSum mine) {
        List<HashRange> parts =
                mine.rows() > KeyDigests.FEW_ROWS ? replica.tree().parts(range, PARTS) : List.of(range);
        if (parts.size() > 1) {
            return parts;
        }
        // Here are too few rows to tell where the many of the other side may be.
        while (parts.size() < PARTS && parts.get(0).isSplittable()) {
            List<HashRange> halves = new ArrayList<>();
            parts.forEach(part -> halves.addAll(part.halves()));
            parts = halves;
        }
        return parts;
    }

    private static SortedMap<RowKey, Long> byKey(List<KeyDigest> keys) {
        SortedMap<RowKey, Long> digests = new TreeMap<>();
        keys.forEach(key -> digests.put(key.key(), key.digest()));
        return digests;
    }

    private void compareKeys(SortedMap<RowKey, Long> mine, SortedMap<RowKey, Long> theirs, HashRange range) {
        mine.forEach((key, digest) -> {
            boolean same = shard.makes(PlantedBug.EQUAL_KEYS_ARE_EQUAL_ROWS)
                    ? theirs.containsKey(key)
                    : digest.equals(theirs.get(key));
            if (!same) {
                listener.differs(key);
            }
        });
        theirs.keySet().stream()
                .filter(key -> range.contains(KeyDigests.hashOf(key)) && !mine.containsKey(key))
                .forEach(listener::differs);
    }
}
