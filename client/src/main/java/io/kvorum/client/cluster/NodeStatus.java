package io.kvorum.client.cluster;

import io.kvorum.crdt.clock.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one node says about itself.
 *
 * @param actor the present author of its dots
 * @param epoch of its topology
 * @param draining it takes no new requests and is about to leave
 * @param now its wall clock
 */
public record NodeStatus(
        int node,
        String name,
        String clusterId,
        String softwareVersion,
        Duration uptime,
        Actor actor,
        long epoch,
        boolean draining,
        Instant now,
        List<Shard> shards,
        List<Peer> peers) {
    /**
     * @param partitions owned by this shard
     * @param unconfirmed of these, not yet allowed to mint dots
     * @param oldestHint issue time of the oldest hint's write; empty if there is none
     * @param missingDots known to be missing here
     * @param minAsOf the least of the partitions; empty if not known
     * @param setAsideHints hints that came too late for their window
     * @param notVoting partitions with keys of strong buckets in which it does not vote yet: it learns, or waits for other
     *     replicas
     */
    public record Shard(
            int shard,
            int partitions,
            int unconfirmed,
            long logEntries,
            long hints,
            Optional<Instant> oldestHint,
            long missingDots,
            int pendingRequests,
            Optional<Instant> minAsOf,
            boolean hintsPaused,
            int setAsideHints,
            int notVoting) {}

    /** Another node as this one sees it. @param clockSkew how far its clock is ahead; negative: behind */
    public record Peer(int node, boolean up, Duration clockSkew) {}

    public NodeStatus {
        shards = List.copyOf(shards);
        peers = List.copyOf(peers);
    }

    /** Hints that wait on this node. */
    public long hints() {
        return shards.stream().mapToLong(Shard::hints).sum();
    }

    /** Dots that are known to be missing on this node. */
    public long missingDots() {
        return shards.stream().mapToLong(Shard::missingDots).sum();
    }

    public static NodeStatus of(io.kvorum.protocol.client.NodeStatus from) {
        return new NodeStatus(
                from.getNode(),
                from.getName(),
                from.getClusterId(),
                from.getSoftwareVersion(),
                Duration.ofMillis(from.getUptimeMillis()),
                new Actor(from.getActor()),
                from.getEpoch(),
                from.getDraining(),
                Instant.ofEpochMilli(from.getWallMillis()),
                from.getShardsList().stream().map(NodeStatus::shard).toList(),
                from.getPeersList().stream()
                        .map(peer ->
                                new Peer(peer.getNode(), peer.getUp(), Duration.ofMillis(peer.getClockSkewMillis())))
                        .toList());
    }

    private static Shard shard(io.kvorum.protocol.client.ShardState from) {
        return new Shard(
                from.getShard(),
                from.getPartitions(),
                from.getUnconfirmed(),
                from.getLogEntries(),
                from.getHints(),
                instant(from.getOldestHintMillis()),
                from.getMissingDots(),
                from.getPendingRequests(),
                instant(from.getMinAsOfMillis()),
                from.getHintsPaused(),
                from.getSetAsideHints(),
                from.getNotVoting());
    }

    private static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
