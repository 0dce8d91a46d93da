package io.kvorum.replication.coordinate;

import io.kvorum.replication.message.PeerMessage;

/** A request in flight. Each method may end it; an ended one is not called again. */
public interface Coordinator {
    /** An answer to one of this request's messages. */
    void onAnswer(int node, PeerMessage answer);

    /** The node's connection is held to be dead. */
    void onPeerDown(int node);

    /** Somebody is slow: ask others if that helps. */
    void onHedge();

    /** The client waits no longer. */
    void onDeadline();
}
