package io.kvorum.node.peer;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.node.shard.PeerDelivery;

/** What connections between nodes need of their node. Thread-safe; no method blocks or throws. */
public interface PeerHost {
    Actor actor();

    /** Of the present topology. */
    long epoch();

    long durableSequence();

    long wallMillis();

    /** A message came. @return false if its shard has no room: it is dropped */
    boolean deliver(PeerDelivery delivery);

    /** The connection to a node came up, or is held to be dead. */
    void peerChanged(int node, boolean up);

    /** A peer knows of later writes of this node under its present actor than there are: the directory is an old copy. */
    void rolledBack(int peer, long knownSequence);
}
