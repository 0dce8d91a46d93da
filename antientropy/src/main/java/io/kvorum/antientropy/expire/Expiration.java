package io.kvorum.antientropy.expire;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Expiry;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.coordinate.OwnMutations;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.ExpiryIndex;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes exactly the versions that have expired: those whose time, and the skew that clocks are allowed besides, a majority of
 * the key's replicas report to be over. Then no clock within that bound still shows them, and a single clock that is
 * wrong removes nothing.
 *
 * <p>One replica does it, the first of those that can be reached; the next ones only if it has not done so for a while. If two do
 * it at one time, both remove the same.
 */
public final class Expiration {
    /** How many refreshes of the exchange the next replica waits: clocks come with it. */
    private static final int REFRESHES_PER_TURN = 2;

    /** The eighth part of a log. */
    private static final int LOG_RESERVE_PART = 8;

    private final ShardState shard;
    private final OwnMutations own;
    private final ClusterTime time;

    public Expiration(ShardState shard, OwnMutations own, ClusterTime time) {
        this.shard = shard;
        this.own = own;
        this.time = time;
    }

    /**
     * Looks at up to {@code limit} entries that are due.
     *
     * @return whether there may be more
     */
    public boolean step(PartitionReplica replica, int limit) {
        Optional<Long> until = until(replica.partition());
        if (until.isEmpty()) {
            return false;
        }
        // Those of damaged rows stay at the beginning until these are replaced: they are not to fill the step.
        Set<RowKey> damaged = replica.damaged().keys();
        List<ExpiryIndex.Entry> due = replica.indexes()
                .expiries()
                .due(until.get(), limit, row -> damaged.isEmpty() || !damaged.contains(Keys.rowKey(row)));
        for (ExpiryIndex.Entry entry : due) {
            if (!own.mayMint(replica) || isAlmostFull(replica)) {
                return false;
            }
            remove(replica, entry, until.get());
        }
        return due.size() == limit;
    }

    /** What is left of the log is for clients: readers do not see what has expired. */
    private boolean isAlmostFull(PartitionReplica replica) {
        long most = shard.limits().maxLogEntriesPerPartition();
        return replica.log().size() >= most - most / LOG_RESERVE_PART;
    }

    /** What expires up to this time this replica may remove now, and should; empty if nothing. */
    private Optional<Long> until(int partition) {
        List<Integer> owners = shard.topology().replicasOf(partition);
        if (shard.makes(PlantedBug.EXPIRED_BY_OWN_CLOCK)) {
            return Optional.of(shard.now().wallMillis());
        }
        long bound = shard.makes(PlantedBug.EXPIRED_WITHOUT_BOUND)
                ? 0
                : shard.limits().maxClockSkew().toMillis();
        Optional<Long> reached = time.reachedByMajority(partition);
        long turn = shard.limits()
                .exchangeRefresh()
                .multipliedBy(REFRESHES_PER_TURN)
                .toMillis();
        return reached.map(millis -> millis - bound - turn * before(owners));
    }

    /** How many of the replicas before this one can be reached. */
    private int before(List<Integer> owners) {
        int before = 0;
        for (int owner : owners) {
            if (owner == shard.node()) {
                break;
            }
            before += shard.isUp(owner) ? 1 : 0;
        }
        return before;
    }

    private void remove(PartitionReplica replica, ExpiryIndex.Entry entry, long untilMillis) {
        RowKey key = Keys.rowKey(entry.storedKey());
        Optional<Row> readable = replica.readable(key);
        if (readable.isEmpty()) {
            return;
        }
        FilledRow row = Rows.fill(readable.get(), replica.clock());
        List<Version> expired = Expiry.expired(row.versions(), untilMillis);
        if (expired.isEmpty()) {
            replica.indexes().expiries().forget(entry);
            return;
        }
        List<Dot> dots = expired.stream().map(Version::dot).toList();
        CausalContext context = shard.makes(PlantedBug.EXPIRY_REMOVES_THE_ROW)
                ? row.toContext()
                : new FilledRow(expired, DotSet.of(dots)).toContext();
        own.make(replica, key, context);
        shard.meter().expired();
    }
}
