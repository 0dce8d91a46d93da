package io.kvorum.replication.shard;

/** To whom an answer goes. */
public sealed interface ReplyTarget {
    /** A client that is connected here. */
    record Client(long handle) implements ReplyTarget {}

    /** Nobody waits. */
    record Nobody() implements ReplyTarget {}

    /** A node that forwarded its client's request. */
    record Peer(int node, long request, int partition) implements ReplyTarget {}
}
