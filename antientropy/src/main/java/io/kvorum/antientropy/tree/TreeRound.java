package io.kvorum.antientropy.tree;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.core.Time;
import io.kvorum.replication.message.PeerMessage.KeyDigest;
import io.kvorum.replication.message.PeerMessage.KnownRow;
import io.kvorum.replication.message.PeerMessage.RangeSum;
import io.kvorum.replication.message.PeerMessage.TreeAnswer;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.tree.HashRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * One comparison of a partition with one peer, as the asker sees it. First it descends: of the ranges in which sums differ the
 * parts are asked about, until the keys are known that look different. Then these wait a moment, since most are only writes on
 * their way; and then their rows are compared, a few at a time.
 */
final class TreeRound {
    /** In how many parts a range is divided. */
    private static final int PARTS = 16;
    /** Ranges of one question, so that neither side has much to do at a time. */
    static final int MAX_ASKED = 32;
    /** Keys of one round; the next round finds those that are left. */
    private static final int MAX_SUSPECTS = 4_096;
    /** Rows under comparison at a time. */
    private static final int MAX_COMPARED = 8;

    final int node;
    final Actor ownActor;
    /** Wall time: what was written before it, and was not equal, is found. */
    final long startedMillis;

    final long startedNanos;

    long number;
    /** When the last question went out; while the round waits, when the wait began. */
    long sinceNanos;

    /** Was every key that looked different equal at the second look, and none left out? */
    boolean clean = true;

    private boolean waits;
    private final Deque<HashRange> todo = new ArrayDeque<>();
    private final Map<Long, RangeSum> asked = new TreeMap<>();
    private final NavigableSet<RowKey> suspects = new TreeSet<>();
    private final Map<RowKey, KnownRow> compared = new TreeMap<>();

    TreeRound(int node, Actor ownActor, Time started) {
        this.node = node;
        this.startedMillis = started.wallMillis();
        this.startedNanos = started.nanos();
        this.ownActor = ownActor;
        todo.add(HashRange.ALL);
    }

    /** The next question; empty if no range is left to ask about. */
    List<RangeSum> nextQuestion(PartitionReplica replica) {
        asked.clear();
        while (!todo.isEmpty() && asked.size() < MAX_ASKED) {
            HashRange range = todo.removeFirst();
            asked.put(range.start(), KeyDigests.of(range, replica.tree().sum(range)));
        }
        return List.copyOf(asked.values());
    }

    /** Takes an answer in: divides the ranges that differ, or notes their keys. */
    void answered(PartitionReplica replica, TreeAnswer answer, IntPredicate isDropped) {
        SortedMap<RowKey, Long> theirs = byKey(answer.keys());
        for (RangeSum other : answer.different()) {
            Optional<RangeSum> mine = Optional.ofNullable(asked.get(other.start()));
            HashRange range = KeyDigests.rangeOf(other);
            if (mine.isEmpty() || !KeyDigests.rangeOf(mine.get()).equals(range)) {
                continue;
            }
            if (KeyDigests.isToldByKey(range, mine.get().rows(), other.rows())) {
                compareKeys(byKey(KeyDigests.keys(replica, range, isDropped)), theirs, range);
            } else {
                todo.addAll(parts(replica, range, mine.get()));
            }
        }
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
            if (!digest.equals(theirs.get(key))) {
                suspect(key);
            }
        });
        theirs.keySet().stream()
                .filter(key -> range.contains(KeyDigests.hashOf(key)) && !mine.containsKey(key))
                .forEach(this::suspect);
    }

    private void suspect(RowKey key) {
        if (suspects.size() < MAX_SUSPECTS) {
            suspects.add(key);
        } else {
            clean = false;
            todo.clear();
        }
    }

    boolean hasSuspects() {
        return !suspects.isEmpty() || !compared.isEmpty();
    }

    void waitFrom(long nanos) {
        asked.clear();
        waits = true;
        sinceNanos = nanos;
    }

    boolean waits() {
        return waits;
    }

    void endWait() {
        waits = false;
    }

    /** The next key whose row is to be compared, if there is room for one more. */
    Optional<RowKey> nextToCompare() {
        return compared.size() < MAX_COMPARED ? Optional.ofNullable(suspects.pollFirst()) : Optional.empty();
    }

    void comparing(RowKey key, KnownRow known) {
        compared.put(key, known);
    }

    /** What was said of this key when it was asked about; empty if it was not. */
    Optional<KnownRow> compared(RowKey key) {
        return Optional.ofNullable(compared.remove(key));
    }
}
