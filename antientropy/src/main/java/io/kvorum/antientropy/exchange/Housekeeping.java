package io.kvorum.antientropy.exchange;

import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.replica.BucketPurge;
import io.kvorum.replication.replica.LogPruning;
import io.kvorum.replication.replica.LogPruning.TakenClock;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The slow work: rows are stripped, those of dropped buckets removed, and the log forgets what nobody can need any more. */
public final class Housekeeping {
    /** A log is crowded when less than this part of it, the fourth, is free. */
    private static final int CROWDED_PART = 4;

    private final ShardState shard;
    /** Half of a window of 5 minutes, at the default interval. */
    private static final int TURNS_PER_LOG = 16;

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);

    private final ClockExchange exchange;
    private int turn;
    private final Map<Integer, BucketPurge> purges = new TreeMap<>();

    public Housekeeping(ShardState shard, ClockExchange exchange) {
        this.shard = shard;
        this.exchange = exchange;
    }

    /** Looks after one partition, the next one in turn: all of them in one step would keep requests waiting. */
    public void onTick() {
        List<PartitionReplica> replicas = new ArrayList<>(shard.replicas());
        if (replicas.isEmpty()) {
            return;
        }
        PartitionReplica replica = replicas.get(Math.floorMod(turn++, replicas.size()));
        replica.stripSome(shard.limits().prunePerTick());
        purges.computeIfAbsent(replica.partition(), p -> new BucketPurge(replica, shard.storage(), shard.config()))
                .step(shard.topology().droppedBuckets(), shard.limits().prunePerTick());
        prune(replica);
    }

    /** Between two ticks, so that each partition has its turn once in the interval of the limits. */
    public Duration tickInterval() {
        int partitions = Math.max(1, shard.replicas().size());
        Duration share = shard.limits().pruneInterval().dividedBy(partitions);
        return share.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : share;
    }

    /** More of a long log: whatever the rate of writes, it is gone through in so many turns. */
    private int entriesToLookAt(PartitionReplica replica) {
        long share = replica.log().size() / TURNS_PER_LOG;
        return (int) Math.max(shard.limits().prunePerTick(), Math.min(share, Integer.MAX_VALUE));
    }

    private void prune(PartitionReplica replica) {
        Optional<List<TakenClock>> others = exchange.peersOf(replica.partition())
                .containedIn(replica.clock(), exchange.othersOf(replica.partition()));
        boolean crowded = isCrowded(replica);
        if (others.isEmpty() && !crowded) {
            return;
        }
        long nowMillis = shard.now().wallMillis();
        List<TakenClock> clocks = new ArrayList<>(others.orElse(List.of()));
        clocks.add(new TakenClock(replica.clock(), nowMillis));
        long margin = marginMillis();
        replica.pruneSome(
                entriesToLookAt(replica),
                entry -> (others.isPresent() && LogPruning.isForgettable(entry, clocks, margin))
                        || (crowded && mayGoEarly(entry, nowMillis)));
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
        return shard.limits()
                .writeIdWindow()
                .plus(shard.limits().maxClockSkew())
                .toMillis();
    }

    private long marginMillis() {
        return shard.makes(PlantedBug.PRUNE_INSIDE_WINDOW)
                ? -shard.limits().writeIdWindow().toMillis()
                : windowMillis();
    }
}
