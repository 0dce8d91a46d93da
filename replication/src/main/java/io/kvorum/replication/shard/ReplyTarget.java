package io.kvorum.replication.shard;

import io.kvorum.replication.request.ClientReply;
import java.util.function.Consumer;

/** To whom an answer goes. */
public sealed interface ReplyTarget {
    /** A client that is connected here. */
    record Client(long handle) implements ReplyTarget {}

    /** A request of this node's that is made of several; told at once, also what is not durable yet. */
    record Inner(Consumer<ClientReply> then) implements ReplyTarget {}

    /** Nobody waits. */
    record Nobody() implements ReplyTarget {}

    /** A node that forwarded its client's request. */
    record Peer(int node, long request, int partition) implements ReplyTarget {}
}
