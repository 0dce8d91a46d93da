package io.kvorum.node.shard;

import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;

/**
 * A client's request on its way to a shard.
 *
 * @param requestId the client's name for it, for logs
 * @param deadlineNanos in the time of {@link NodeClock}
 * @param bytes its size, as counted against the inbox
 * @param replyTo told exactly once, unless the process dies
 */
public record ClientCall(long requestId, ClientRequest request, long deadlineNanos, int bytes, ReplyTo replyTo) {
    /** Takes the answer, on the shard's thread: must not block or throw. */
    public interface ReplyTo {
        void reply(ClientReply reply);
    }
}
