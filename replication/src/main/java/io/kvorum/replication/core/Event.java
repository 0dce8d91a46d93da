package io.kvorum.replication.core;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.topology.Topology;

/** What happens to a core. */
public sealed interface Event {
    /**
     * A message came from a node (or from this one itself).
     *
     * @param epoch the topology's epoch at the sender
     */
    record FromPeer(int node, long epoch, PeerMessage message) implements Event {}

    /**
     * A client asks.
     *
     * @param handle names the request for {@link Effects#reply}; unique while it is open
     * @param deadlineNanos in the time of {@link Time#nanos}; afterwards nobody waits for the answer
     */
    record FromClient(long handle, ClientRequest request, long deadlineNanos) implements Event {}

    record TimerFired(Timer timer) implements Event {}

    /** The connection to a node came up or is held to be dead. A hint for waiting and routing, never for ownership. */
    record PeerChanged(int node, boolean up) implements Event {}

    /** Another shard of this node adopted a newer topology. */
    record TopologyChanged(Topology topology) implements Event {}

    /** A peer knows of newer writes of this node than there are here: until a fresh actor is taken it mints and votes no more. */
    record ActorDoubted() implements Event {}

    /** The node has a new actor, already durable. */
    record ActorTaken(Actor actor) implements Event {}
}
