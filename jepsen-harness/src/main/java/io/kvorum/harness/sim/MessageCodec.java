package io.kvorum.harness.sim;

import io.kvorum.replication.message.PeerMessage;

/** Sends a message through the bytes that real nodes exchange. The result must equal the message. */
@FunctionalInterface
public interface MessageCodec {
    MessageCodec NONE = message -> message;

    PeerMessage roundTrip(PeerMessage message);
}
