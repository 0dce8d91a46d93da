package io.kvorum.node.peer;

/** What connections between nodes count. Thread-safe. */
public interface PeerMeter {
    /** Why a message did not leave or was not processed. */
    enum Dropped {
        /** There is no connection to the node. */
        DISCONNECTED,
        /** The node's queue is full. */
        QUEUE_FULL,
        /** It is larger than the largest frame. */
        TOO_LARGE,
        /** The shard's inbox is full. */
        INBOX_FULL,
        /** It is not a message. */
        MALFORMED
    }

    void dropped(int node, Dropped why);

    void sent(int node, int messages, int bytes);

    void received(int node, int messages, int bytes);

    /** How far the node's clock is ahead of this one's. */
    void skew(int node, long millis);

    /** A handshake was refused, by either side. */
    void refused(String code);
}
