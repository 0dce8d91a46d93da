package io.kvorum.antientropy.tree;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.tree.HashRange;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads every row once in an interval, a leaf at a time, and compares what it read with what the tree says. A row that has
 * vanished is found by this alone: nothing else looks at it. A damaged block fails its checksum on the way. When a partition is done
 * that is noted, so that after a restart the one comes first that was looked at longest ago.
 */
public final class Scrub {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(5);
    /** Of looking whether there is anything to do: a hurry is not to wait for a leaf that comes in an hour. */
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

    private final ShardState shard;
    private final TreeExchange trees;
    private final Map<Integer, Long> doneMillis = new TreeMap<>();
    private int partition = -1;
    private long nextHash;
    /** When the reading of the present partition began. */
    private long beganMillis;
    /** All rows are read once more from this time on: from the start of the process, or the end of the last whole reading. */
    private long roundMillis;
    /** Partitions whose last reading began before this time are read without the usual pauses. */
    private long hurryMillis;
    /** When the next leaf is due. */
    private long nextNanos;

    private long correctedLeaves;

    public Scrub(ShardState shard, TreeExchange trees) {
        this.shard = shard;
        this.trees = trees;
    }

    /** Looks at one leaf, if its time has come. */
    public void onTick() {
        long now = shard.now().nanos();
        beginRound();
        if (!hurries() && now < nextNanos) {
            return;
        }
        nextNanos = now + share().toNanos();
        if (partition < 0 || shard.replica(partition).isEmpty()) {
            partition = oldest();
            nextHash = 0;
            beganMillis = shard.now().wallMillis();
        }
        shard.replica(partition).ifPresent(this::verifyNext);
    }

    private void beginRound() {
        boolean over = shard.replicas().stream().allMatch(replica -> doneMillis(replica.partition()) >= roundMillis);
        if (roundMillis == 0 || over) {
            roundMillis = shard.now().wallMillis();
        }
    }

    /** How many leaves were read of all that are to be read in this round. */
    long readLeaves() {
        long read = 0;
        for (PartitionReplica replica : shard.replicas()) {
            if (replica.partition() == partition) {
                read += replica.tree().leavesBefore(nextHash);
            } else if (roundMillis > 0 && doneMillis(replica.partition()) >= roundMillis) {
                read += replica.tree().leaves();
            }
        }
        return read;
    }

    /** How long it takes until all are read, at the present pace. */
    Duration timeLeft() {
        long leaves = shard.replicas().stream()
                .mapToLong(replica -> replica.tree().leaves())
                .sum();
        Duration pause = hurries() ? SHORTEST_INTERVAL : share();
        return pause.multipliedBy(Math.max(0, leaves - readLeaves()));
    }

    private void verifyNext(PartitionReplica replica) {
        HashRange leaf = replica.tree().leafAt(nextHash);
        if (!replica.tree().verify(nextHash)) {
            correctedLeaves++;
            shard.meter().leafCorrected(partition);
            trees.compareSoon(partition);
        }
        nextHash = leaf.last() + 1;
        if (nextHash == 0) {
            doneMillis.put(partition, beganMillis);
            shard.storage()
                    .put(
                            Table.STATE,
                            Keys.scrubbed(partition),
                            new ByteWriter(8).writeLong(beganMillis).toByteArray());
            partition = -1;
        }
    }

    /** Reads all partitions once, as fast as requests allow. What is under way begins anew. */
    void hurry() {
        hurryMillis = shard.now().wallMillis();
        partition = -1;
    }

    private boolean hurries() {
        return shard.replicas().stream().anyMatch(replica -> doneMillis(replica.partition()) < hurryMillis);
    }

    /** When the last complete reading of the partition began, wall time in milliseconds; 0 if never. */
    long doneMillis(int of) {
        return doneMillis.computeIfAbsent(
                of,
                p -> shard.storage()
                        .get(Table.STATE, Keys.scrubbed(p))
                        .map(bytes -> new ByteReader(bytes).readLong())
                        .orElse(0L));
    }

    long correctedLeaves() {
        return correctedLeaves;
    }

    private int oldest() {
        int oldest = -1;
        for (PartitionReplica replica : shard.replicas()) {
            if (oldest < 0 || doneMillis(replica.partition()) < doneMillis(oldest)) {
                oldest = replica.partition();
            }
        }
        return oldest;
    }

    /** Until the next look. */
    public Duration tickInterval() {
        if (hurries()) {
            return SHORTEST_INTERVAL;
        }
        Duration share = share();
        return share.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : share;
    }

    /** Between two leaves, so that all of the shard's come once in the interval of the limits. */
    private Duration share() {
        int leaves = 1;
        for (PartitionReplica replica : shard.replicas()) {
            leaves += replica.tree().leaves();
        }
        Duration share = shard.limits().scrubInterval().dividedBy(leaves);
        return share.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : share;
    }
}
