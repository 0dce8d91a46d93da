package io.kvorum.antientropy.exchange;

import io.kvorum.antientropy.expire.Expiration;
import io.kvorum.antientropy.fold.FoldRound;
import io.kvorum.antientropy.fold.Folding;
import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.acceptor.RegisterPurge;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.replica.BucketPurge;
import io.kvorum.replication.replica.LogPruning;
import io.kvorum.replication.replica.LogPruning.TakenClock;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.replica.PruneRound;
import io.kvorum.replication.shard.ShardState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The slow work: rows are stripped, those of dropped buckets and what has expired removed, counters folded, and the log forgets what nobody can
 * need any more. One partition after the other has its turn; a turn is made in steps so short that no request notices.
 */
public final class Housekeeping {
    /** A log is crowded when less than this part of it, the fourth, is free. */
    private static final int CROWDED_PART = 4;
    /** A log of any length is gone through in so many turns: within half of a window of 5 minutes, at the default interval. */
    private static final int TURNS_PER_LOG = 16;
    /** What has expired is removed in so many steps of a turn at most: the next partition waits. */
    private static final int MAX_SWEEPS = 64;
    /** Counters are folded, and rows of folded increments dropped, in so many. */
    private static final int MAX_FOLDS = 1_024;
    /** To drop a row is as much work as looking at so many log entries. */
    private static final int WORK_OF_A_DROP = 4;
    /** A removal is as much work as looking at so many log entries. */
    private static final int WORK_OF_A_REMOVAL = 8;
    /** A short log is gone through faster. */
    private static final int MIN_STEPS_PER_TURN = 4;

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);
    /** Between two steps of a turn requests have the shard for themselves. */
    private static final Duration BREATH = Duration.ofMillis(2);

    private final ShardState shard;
    private final ClockExchange exchange;
    private final Expiration expiration;
    private final Folding folding;
    private final RegisterMessages acceptors;
    private final Map<Integer, Chores> chores = new TreeMap<>();
    private int turn;
    /** Log entries to look at before the turn of the present partition ends; 0 between two turns. */
    private long left;
    /** Steps of removing what has expired, before the turn ends. */
    private int sweeps;
    /** Steps of folding counters, likewise. */
    private int folds;

    /** What there is to do in one partition. */
    private record Chores(
            PartitionReplica replica,
            BucketPurge purge,
            RegisterPurge registerPurge,
            PruneRound pruning,
            FoldRound folding) {}

    public Housekeeping(
            ShardState shard,
            ClockExchange exchange,
            Expiration expiration,
            Folding folding,
            RegisterMessages acceptors) {
        this.shard = shard;
        this.exchange = exchange;
        this.expiration = expiration;
        this.folding = folding;
        this.acceptors = acceptors;
    }

    /** Makes one step: of the turn that has begun, or the first one of the next partition's. */
    public void onTick() {
        List<PartitionReplica> replicas = new ArrayList<>(shard.replicas());
        if (replicas.isEmpty()) {
            return;
        }
        boolean begins = isBetweenTurns();
        if (begins) {
            turn++;
        }
        PartitionReplica replica = replicas.get(Math.floorMod(turn, replicas.size()));
        Chores present = chores.computeIfAbsent(replica.partition(), p -> choresOf(replica));
        if (begins) {
            int work = shard.limits().housekeepingWork();
            replica.stripSome(work);
            present.purge.step(shard.topology().droppedBuckets(), work);
            present.registerPurge.step(work);
            left = entriesToLookAt(replica);
            sweeps = MAX_SWEEPS;
            folds = MAX_FOLDS;
        }
        if (left > 0) {
            left = Math.max(0, left - prune(present));
        }
        if (sweeps > 0) {
            int keys = Math.max(1, shard.limits().housekeepingWork() / WORK_OF_A_REMOVAL);
            sweeps = expiration.step(replica, keys) ? sweeps - 1 : 0;
        }
        if (folds > 0) {
            int rows = Math.max(1, shard.limits().housekeepingWork() / WORK_OF_A_DROP);
            folds = present.folding.step(rows) ? folds - 1 : 0;
        }
    }

    private boolean isBetweenTurns() {
        return left == 0 && sweeps == 0 && folds == 0;
    }

    private Chores choresOf(PartitionReplica replica) {
        return new Chores(
                replica,
                new BucketPurge(replica, shard.storage(), shard.config()),
                new RegisterPurge(shard, acceptors, replica.partition()),
                new PruneRound(replica),
                folding.roundOf(replica));
    }

    /** Until the next step; each partition has its turn once in the interval of the limits, if the steps take no longer. */
    public Duration tickInterval() {
        if (!isBetweenTurns()) {
            return BREATH;
        }
        int partitions = Math.max(1, shard.replicas().size());
        Duration share = shard.limits().pruneInterval().dividedBy(partitions);
        return share.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : share;
    }

    private long entriesToLookAt(PartitionReplica replica) {
        long least = (long) MIN_STEPS_PER_TURN * shard.limits().housekeepingWork();
        return Math.max(least, replica.log().size() / TURNS_PER_LOG);
    }

    /** @return how much of the turn that was; all that is left if there is nothing more to do */
    private long prune(Chores present) {
        PartitionReplica replica = present.replica;
        Optional<List<TakenClock>> others = exchange.peersOf(replica.partition())
                .containedIn(replica.clock(), exchange.othersOf(replica.partition()));
        boolean crowded = isCrowded(replica);
        if (others.isEmpty() && !crowded) {
            return left;
        }
        long nowMillis = shard.now().wallMillis();
        List<TakenClock> clocks = new ArrayList<>(others.orElse(List.of()));
        clocks.add(new TakenClock(replica.clock(), nowMillis));
        long margin = marginMillis();
        PruneRound.Step step = present.pruning.step(
                shard.limits().housekeepingWork(),
                entry -> (others.isPresent()
                                && LogPruning.isForgettable(entry, clocks, margin)
                                && !isRetained(entry, nowMillis))
                        || (crowded && mayGoEarly(entry, nowMillis)));
        return step.ended() ? left : step.looked();
    }

    /** For consumers of the bucket's changes. */
    private boolean isRetained(LogEntry entry, long nowMillis) {
        return shard.topology()
                .bucket(entry.key().bucket())
                .map(bucket -> nowMillis
                        <= entry.writeId().issuedAtMillis()
                                + bucket.feedRetention().toMillis()
                                + shard.limits().maxClockSkew().toMillis())
                .orElse(false);
    }

    /** Before it is full: then writes are refused. */
    private boolean isCrowded(PartitionReplica replica) {
        long most = shard.limits().maxLogEntriesPerPartition();
        return replica.log().size() > most - most / CROWDED_PART;
    }

    private boolean mayGoEarly(LogEntry entry, long nowMillis) {
        if (shard.makes(PlantedBug.FORGET_ENTRIES_THAT_NAME_REMOVED_IDS)) {
            return nowMillis > LogPruning.lastIssue(entry) + windowMillis();
        }
        long margin = shard.makes(PlantedBug.FORGET_INSIDE_WINDOW) ? -windowMillis() : windowMillis();
        return LogPruning.mayGoEarly(entry, nowMillis, margin);
    }

    private long windowMillis() {
        return shard.limits().forgettableAfterMillis();
    }

    private long marginMillis() {
        return shard.makes(PlantedBug.PRUNE_INSIDE_WINDOW)
                ? -shard.limits().writeIdWindow().toMillis()
                : windowMillis();
    }
}
