package io.kvorum.antientropy.exchange;

import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.replica.BucketPurge;
import io.kvorum.replication.replica.LogPruning;
import io.kvorum.replication.replica.LogPruning.TakenClock;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The slow work: rows are stripped, those of dropped buckets removed, and the log forgets what nobody can need any more. */
public final class Housekeeping {
    private final ShardState shard;
    private final ClockExchange exchange;
    private final Map<Integer, BucketPurge> purges = new TreeMap<>();

    public Housekeeping(ShardState shard, ClockExchange exchange) {
        this.shard = shard;
        this.exchange = exchange;
    }

    public void onTick() {
        for (PartitionReplica replica : shard.replicas()) {
            replica.stripSome(shard.limits().prunePerTick());
            purges.computeIfAbsent(replica.partition(), p -> new BucketPurge(replica, shard.storage(), shard.config()))
                    .step(shard.topology().droppedBuckets(), shard.limits().prunePerTick());
            prune(replica);
        }
    }

    private void prune(PartitionReplica replica) {
        exchange.peersOf(replica.partition())
                .containedIn(replica.clock(), exchange.othersOf(replica.partition()))
                .ifPresent(others -> {
                    List<TakenClock> clocks = new ArrayList<>(others);
                    clocks.add(new TakenClock(replica.clock(), shard.now().wallMillis()));
                    long margin = marginMillis();
                    replica.pruneSome(
                            shard.limits().prunePerTick(), entry -> LogPruning.isForgettable(entry, clocks, margin));
                });
    }

    private long marginMillis() {
        return shard.makes(PlantedBug.PRUNE_INSIDE_WINDOW)
                ? -shard.limits().writeIdWindow().toMillis()
                : shard.limits()
                        .writeIdWindow()
                        .plus(shard.limits().maxClockSkew())
                        .toMillis();
    }
}
