package io.kvorum.node.peer;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.node.shard.PeerDelivery;

/** What connections between nodes need of their node. Thread-safe; no method blocks or throws. */
public interface PeerHost {
    Actor actor();

    /** The incarnation of the directory, which a crash does not change. */
    Actor acceptor();

    /** Of the present topology. */
    long epoch();

    long durableSequence();

    /**
     * The sequence of the directory when it was opened next after this run, which a peer has heard; see {@link OwnStarts#openedAfter}. Of
     * a run that is not known, when it was opened first.
     */
    long openedAfter(long run);

    /** Random, of this process. */
    long run();

    long wallMillis();

    /** A message came. @return false if its shard has no room: it is dropped */
    boolean deliver(PeerDelivery delivery);

    /** The connection to a node came up, or is held to be dead. */
    void peerChanged(int node, boolean up);

    /**
     * A peer knows of later writes of this directory than there are: it is an old copy. Nothing is minted or voted any more when this
     * returns.
     *
     * @param claimed the actor as which this node said hello: if it is another one by now, that was found out already
     */
    void rolledBack(int peer, Actor claimed, long knownSequence);
}
