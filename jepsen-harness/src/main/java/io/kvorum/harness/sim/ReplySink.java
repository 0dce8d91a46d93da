package io.kvorum.harness.sim;

import io.kvorum.replication.request.ClientReply;

/** Waits for a reply. */
interface ReplySink {
    void reply(ClientReply reply);

    /** The process died, or the connection broke, with the request open. */
    void broken();

    /** Nobody listens there: the request was not sent. */
    default void refused() {
        broken();
    }
}
