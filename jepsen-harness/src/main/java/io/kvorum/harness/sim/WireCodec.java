package io.kvorum.harness.sim;

import io.kvorum.node.wire.PeerCodec;

/** The codec of real nodes. */
public final class WireCodec {
    private WireCodec() {}

    public static MessageCodec messages() {
        return message -> PeerCodec.decode(PeerCodec.encode(message));
    }
}
