package io.kvorum.node.shard;

import io.kvorum.replication.message.PeerMessage;

/**
 * A peer's message on its way to a shard.
 *
 * @param source the connection that it came on
 * @param epoch the topology's at the sender
 * @param bytes its size, as counted against the inbox
 */
public record PeerDelivery(Source source, int node, long epoch, PeerMessage message, int bytes) {
    /** A connection. When the peer has opened another one, what came on this one and is not yet processed is dropped. */
    public interface Source {
        boolean isReplaced();
    }
}
