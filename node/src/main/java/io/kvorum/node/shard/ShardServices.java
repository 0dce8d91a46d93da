package io.kvorum.node.shard;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.topology.Topology;

/** What a shard needs of its node. Called on the shard's thread; no method blocks or throws. */
public interface ShardServices {
    /** Sends to another node; dropped if it has no connection or its queue is full. */
    void send(int node, long epoch, PeerMessage message);

    /** Hands a message of this node to itself to another shard; dropped if that one's inbox is full. */
    void sendToShard(int shard, PeerDelivery delivery);

    /** A shard adopted a newer topology: the others and the connections are told. */
    void topologyAdopted(int shard, Topology topology);

    /** @param old as in {@link io.kvorum.replication.core.Effects#freshActorNeeded} */
    void freshActorNeeded(Actor old);

    /** The shard is at its end: nothing of the current batch was committed. The node stops. */
    void failed(String where, Throwable cause);
}
