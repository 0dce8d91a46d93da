package io.kvorum.client.connect;

import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.ServerHello;

/** What a connection tells its owner. Called on the event loop; must not block. */
public interface ConnectionListener {
    /** The cluster that servers must belong to; empty before the first hello. */
    String clusterId();

    /** The handshake is done: the connection takes requests. */
    void ready(NodeConnection connection, ServerHello hello);

    /** A server said what its wall clock shows; {@code nanos} is this side's monotonic clock at about that instant. */
    void serverTime(NodeConnection connection, long wallMillis, long nanos);

    /** Nothing was heard for some pings: it may be about to break. What is in flight may still be answered. */
    void silent(NodeConnection connection);

    /** It could not be made, or it broke; it will be tried again by itself. */
    void down(NodeConnection connection, ErrorCode code, String reason);
}
