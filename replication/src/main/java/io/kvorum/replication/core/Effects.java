package io.kvorum.replication.core;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.topology.Topology;

/** What a step wants done. Called only while {@link Core#step} runs; no method blocks or throws. */
public interface Effects {
    /**
     * Sends to a node, or to this one itself: then the message comes back as an event. Delivery is not promised; a message
     * to a node without a connection is dropped.
     */
    void send(int node, PeerMessage message, Hold hold);

    /** Answers a client's request; exactly once for each handle. */
    void reply(long handle, ClientReply reply, Hold hold);

    /** Asks for {@link Event.TimerFired} after the delay. Timers cannot be cancelled: a late one finds nothing to do. */
    void timer(long delayNanos, Timer timer);

    /** A newer topology was adopted and stored: the driver tells the other shards and the connections. */
    void topologyAdopted(Topology topology);

    /**
     * This directory is an old copy: a peer knows dots of this actor that are not here. The driver takes a fresh actor, stores
     * it durably and tells all shards by {@link Event.ActorTaken}. Until then nothing is minted.
     *
     * @param old the actor: if the node is another one by now, other shards have found out as well
     */
    void freshActorNeeded(Actor old);
}
