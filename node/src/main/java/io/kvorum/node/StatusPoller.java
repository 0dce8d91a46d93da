package io.kvorum.node;

import io.kvorum.node.shard.ClientCall;
import io.kvorum.node.shard.ShardDriver;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Asks the shards from time to time how they are, for metrics and readiness. */
final class StatusPoller {
    private static final ClientReply.ShardState UNKNOWN =
            new ClientReply.ShardState(0, Integer.MAX_VALUE, 0, 0, 0, 0, 0, 0, false, 0, 0);
    private static final long TIMEOUT_NANOS = 1_000_000_000;

    private final List<ShardDriver> shards;
    private final AtomicReferenceArray<ClientReply.ShardState> states;

    StatusPoller(List<ShardDriver> shards) {
        this.shards = List.copyOf(shards);
        this.states = new AtomicReferenceArray<>(shards.size());
        for (int shard = 0; shard < shards.size(); shard++) {
            states.set(shard, UNKNOWN);
        }
    }

    void poll() {
        for (int shard = 0; shard < shards.size(); shard++) {
            int index = shard;
            ClientCall.ReplyTo keep = reply -> {
                if (reply instanceof ClientReply.Status status) {
                    states.set(index, status.state());
                }
            };
            long deadline = System.nanoTime() + TIMEOUT_NANOS;
            // A full inbox: the shard is busy, and the last state must do.
            shards.get(shard).call(new ClientCall(0, new ClientRequest.ShardStatus(), deadline, 0, keep));
        }
    }

    ClientReply.ShardState state(int shard) {
        return states.get(shard);
    }

    /** Partitions that may not mint dots yet; a shard that has not said anything counts as one. */
    int unconfirmed() {
        long sum = 0;
        for (int shard = 0; shard < states.length(); shard++) {
            sum += states.get(shard).unconfirmed();
        }
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }
}
