package io.kvorum.antientropy.tree;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.core.Time;
import io.kvorum.replication.message.PeerMessage.KnownRow;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.shard.ShardState;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One comparison of a partition with one peer, as the asker sees it. First it descends: of the ranges in which sums differ the
 * parts are asked about, until the keys are known that look different. Then these wait a moment, since most are only writes on
 * their way; and then their rows are compared, a few at a time.
 */
final class TreeRound {
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
    private final TreeDescent descent;
    private final NavigableSet<RowKey> suspects = new TreeSet<>();
    private final Set<RowKey> damagedThere = new TreeSet<>();
    private final Map<RowKey, KnownRow> compared = new TreeMap<>();

    TreeRound(ShardState shard, int node) {
        Time started = shard.now();
        this.node = node;
        this.startedMillis = started.wallMillis();
        this.startedNanos = started.nanos();
        this.ownActor = shard.actor();
        this.descent = new TreeDescent(shard, this::suspect);
    }

    TreeDescent descent() {
        return descent;
    }

    /** Of these the other side says nothing: they are no suspects. */
    void damagedThere(Collection<RowKey> keys) {
        damagedThere.addAll(keys);
        suspects.removeAll(keys);
    }

    boolean isDamagedThere() {
        return !damagedThere.isEmpty();
    }

    private void suspect(RowKey key) {
        if (damagedThere.contains(key)) {
            return;
        }
        if (suspects.size() < MAX_SUSPECTS) {
            suspects.add(key);
        } else {
            clean = false;
            descent.stop();
        }
    }

    boolean hasSuspects() {
        return !suspects.isEmpty() || !compared.isEmpty();
    }

    void waitFrom(long nanos) {
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
