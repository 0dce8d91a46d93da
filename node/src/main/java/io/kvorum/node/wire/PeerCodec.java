package io.kvorum.node.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.protocol.peer.PeerProto.Envelope;
import io.kvorum.replication.message.PeerMessage;

/** The bytes of one message between nodes: one {@code kvorum.peer.v1.Envelope}. */
public final class PeerCodec {
    private PeerCodec() {}

    public static byte[] encode(PeerMessage message) {
        return PeerEncoder.envelope(message).toByteArray();
    }

    /** @throws MalformedBytesException if these are not the bytes of a message */
    public static PeerMessage decode(byte[] bytes) {
        try {
            return decode(InPlace.parse(Envelope.parser(), bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedBytesException("not an envelope: " + e.getMessage());
        }
    }

    /** @throws MalformedBytesException if the envelope breaks a rule of its message */
    public static PeerMessage decode(Envelope envelope) {
        return PeerDecoder.message(envelope);
    }
}
