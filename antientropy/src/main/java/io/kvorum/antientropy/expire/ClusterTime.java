package io.kvorum.antientropy.expire;

import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.shard.ShardState;
import java.util.List;
import java.util.Optional;

/** What time it is, by the clocks of a partition's replicas: no single clock that is wrong moves it forward. */
public final class ClusterTime {
    private final ShardState shard;
    private final ReportedTimes times = new ReportedTimes();

    public ClusterTime(ShardState shard) {
        this.shard = shard;
    }

    /** The node's clock showed this when it sent the message that has just come. */
    public void sawTime(int node, long millis) {
        times.saw(node, millis);
    }

    public void peerDown(int node) {
        times.forget(node);
    }

    /** The latest time that a majority of the partition's replicas have reported as over; empty if that is not known. */
    public Optional<Long> reachedByMajority(int partition) {
        List<Integer> owners = shard.topology().replicasOf(partition);
        long nowMillis = shard.now().wallMillis();
        return shard.makes(PlantedBug.EXPIRED_BY_ONE_CLOCK)
                ? times.reached(owners, shard.node(), nowMillis).stream().findFirst()
                : times.reachedByMajority(owners, shard.node(), nowMillis);
    }
}
