package io.kvorum.replication.member;

import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.BucketChange;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;
import java.util.Optional;

/**
 * Changes of the bucket catalogue, one after the other at the first metadata node. One that starts with an empty or old disk
 * first hears a majority, so that it does not begin a second history of epochs.
 */
public final class BucketChanges {
    private static final long RETRY_AFTER_MS = 500;

    private final ShardState shard;
    private final TopologyKeeper keeper;

    public BucketChanges(ShardState shard, TopologyKeeper keeper) {
        this.shard = shard;
        this.keeper = keeper;
    }

    /** Carries out a change as the metadata node; the reply must be held until it is durable. */
    public ClientReply change(ClientRequest request) {
        if (!keeper.knowsTheNewest()) {
            return new Failed(
                    ErrorCode.UNAVAILABLE,
                    Outcome.NOT_APPLIED,
                    "the metadata node has not reached a majority of the nodes since it started; nothing was changed;"
                            + " try again",
                    Optional.empty(),
                    RETRY_AFTER_MS);
        }
        Topology topology = shard.topology();
        BucketChange change = switch (request) {
            case ClientRequest.CreateBucket create ->
                Topologies.createBucket(topology, create.name(), create.properties());
            case ClientRequest.SetBucket set -> Topologies.setBucket(topology, set.name(), set.properties());
            case ClientRequest.DropBucket drop -> Topologies.dropBucket(topology, drop.name());
            default -> throw new IllegalArgumentException("no change of a bucket: " + request);
        };
        return switch (change) {
            case BucketChange.Changed changed -> {
                keeper.adopt(changed.topology());
                keeper.offerToAll();
                yield new ClientReply.BucketChanged(changed.topology().epoch());
            }
            case BucketChange.Unchanged same -> new ClientReply.BucketChanged(topology.epoch());
            case BucketChange.Refused refused ->
                new Failed(refused.code(), Outcome.NOT_APPLIED, refused.message(), Optional.empty(), 0);
        };
    }
}
