package io.kvorum.protocol.frame;

import java.util.Optional;

/** What a frame's body is. The numbers are part of the wire contract and are never used again. */
public enum FrameKind {
    /** First frame of a client: {@code kvorum.client.v1.ClientHello}. */
    HELLO(1),
    /** {@code kvorum.client.v1.ServerHello}. */
    HELLO_OK(2),
    /** {@code kvorum.client.v1.Request}. */
    REQUEST(3),
    /** {@code kvorum.client.v1.Response}. */
    RESPONSE(4),
    /** First frame of a peer; proves that it knows the cluster's secret. See {@code peer.proto}. */
    PEER_HELLO(5),
    PEER_HELLO_OK(6),
    /** A batch of messages of one shard to another. */
    PEER_MESSAGES(7),
    /** No body; answered at once by {@link #PONG} with the same stream id. */
    PING(8),
    /** {@code kvorum.client.v1.Pong}. */
    PONG(9),
    /** {@code kvorum.client.v1.GoAway}: the sender is about to close. What is in flight is still answered. */
    GO_AWAY(10);

    private static final FrameKind[] BY_NUMBER = new FrameKind[11];

    static {
        for (FrameKind kind : values()) {
            BY_NUMBER[kind.number] = kind;
        }
    }

    private final int number;

    FrameKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Empty if there is no such kind. */
    public static Optional<FrameKind> of(int number) {
        return number < 1 || number >= BY_NUMBER.length ? Optional.empty() : Optional.of(BY_NUMBER[number]);
    }
}
