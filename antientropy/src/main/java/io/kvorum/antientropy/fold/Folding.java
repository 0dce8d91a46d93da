package io.kvorum.antientropy.fold;

import io.kvorum.antientropy.expire.ClusterTime;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.replication.coordinate.OwnMutations;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import java.util.Optional;

/**
 * When counters may be folded, and by whom. Every replica refuses, for good, new increments that were issued before the window of write ids;
 * it says so with its clocks. Once all have said so, and this replica has all that they had taken by then, the set of what was issued up to
 * the lowest of these times is final, and is here: its sum may take its place.
 *
 * <p>One replica does it, the first of those that can be reached; the others only if it has not done so for a while. If two do it at one
 * time, both come to the same sum.
 */
public final class Folding {
    /** How many intervals the next replica waits for each one before it. */
    private static final int INTERVALS_PER_TURN = 2;

    /** The eighth part of a log. */
    private static final int LOG_RESERVE_PART = 8;

    private final ShardState shard;
    private final Peers peers;
    private final ClusterTime time;
    private final OwnMutations own;

    public Folding(ShardState shard, Peers peers, ClusterTime time, OwnMutations own) {
        this.shard = shard;
        this.peers = peers;
        this.time = time;
        this.own = own;
    }

    public FoldRound roundOf(PartitionReplica replica) {
        return new FoldRound(this, replica);
    }

    /** Up to this boundary the floor of a partition may be raised: behind the window, by the clocks of a majority; 0 if not known. */
    long behindTheWindow(PartitionReplica replica) {
        return time.reachedByMajority(replica.partition())
                .map(millis -> Math.min(millis, shard.now().wallMillis())
                        - shard.limits().forgettableAfterMillis())
                .map(this::floorOf)
                .orElse(0L);
    }

    /** The last boundary at or before this time. */
    private long floorOf(long millis) {
        long interval = shard.limits().foldInterval().toMillis();
        return Math.floorDiv(millis, interval) * interval;
    }

    /** What was issued up to this boundary this replica may fold now, and should; empty if nothing. */
    long upTo(PartitionReplica replica) {
        long turn = shard.limits().foldInterval().toMillis() * INTERVALS_PER_TURN * before(replica.partition());
        Optional<Long> foldable = shard.makes(PlantedBug.FOLD_WITHOUT_FLOORS)
                ? Optional.of(shard.now().wallMillis())
                : peers.foldableUpTo(replica);
        return foldable.map(millis -> floorOf(millis - turn)).orElse(0L);
    }

    /** How many of the replicas before this one can be reached. */
    private int before(int partition) {
        int before = 0;
        for (int owner : shard.topology().replicasOf(partition)) {
            if (owner == shard.node()) {
                break;
            }
            before += shard.isUp(owner) ? 1 : 0;
        }
        return before;
    }

    boolean mayWrite(PartitionReplica replica) {
        long most = shard.limits().maxLogEntriesPerPartition();
        // What is left of the log is for clients.
        return own.mayMint(replica) && replica.log().size() < most - most / LOG_RESERVE_PART;
    }

    void write(PartitionReplica replica, RowKey fold, CausalContext replaces, Operand.Fold sum) {
        own.make(replica, fold, replaces, Optional.of(sum.toBytes()));
        shard.meter().folded();
    }

    boolean allHave(PartitionReplica replica, Dot dot) {
        return peers.allHave(replica.partition(), dot);
    }

    /** Empty if it was dropped. */
    Optional<Bucket> bucket(RowKey counter) {
        return shard.topology().bucket(counter.bucket());
    }

    boolean makes(PlantedBug bug) {
        return shard.makes(bug);
    }
}
