package io.kvorum.replication.coordinate;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.member.ActorCheck;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import java.util.Optional;

/**
 * Mutations that a node makes by itself: no client has asked, and nobody waits. One that does not reach the other replicas is
 * asked for by them, as any dot is.
 */
public final class OwnMutations {
    private final ShardState shard;
    private final ActorCheck actorCheck;

    public OwnMutations(ShardState shard, ActorCheck actorCheck) {
        this.shard = shard;
        this.actorCheck = actorCheck;
    }

    /** May a dot be minted now, and is it sure to be remembered? */
    public boolean mayMint(PartitionReplica replica) {
        return actorCheck.mayMint(replica.partition())
                && replica.log().size() < shard.limits().maxLogEntriesPerPartition()
                // This node's clock may have gone back behind ids that are forgotten.
                && shard.now().wallMillis() > replica.horizonMillis();
    }

    /** Removes what the context says, and adds nothing. If the row of the key is damaged nothing is done. */
    public void make(PartitionReplica replica, RowKey key, CausalContext context) {
        make(replica, key, context, Optional.empty());
    }

    /** Replaces what the context says by the value. If the row of the key is damaged nothing is done. */
    public void make(PartitionReplica replica, RowKey key, CausalContext context, Optional<Bytes> value) {
        Optional<Row> row = replica.readable(key);
        if (row.isEmpty()) {
            return;
        }
        WriteId id = new WriteId(
                shard.config().runNonce(), shard.nextRequest(), shard.now().wallMillis());
        Mutation mutation = new Mutation(replica.mint(shard.actor()), id, 0, value, context);
        ApplyResult result = replica.apply(key, mutation, row);
        if (result != ApplyResult.APPLIED) {
            // Nothing would remember the dot, and it would be minted again.
            throw new IllegalStateException("a new dot was not applied: " + mutation.dot() + " " + result);
        }
        for (int owner : shard.topology().replicasOf(replica.partition())) {
            if (owner != shard.node()) {
                shard.send(
                        owner,
                        new PeerMessage.ApplyMutation(shard.nextRequest(), replica.partition(), key, mutation),
                        Hold.UNTIL_DURABLE);
            }
        }
    }
}
