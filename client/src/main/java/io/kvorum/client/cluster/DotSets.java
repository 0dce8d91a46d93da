package io.kvorum.client.cluster;

import com.google.protobuf.ByteString;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;

/** Reads sets of dots as {@code ReplicaView} in {@code client.proto} writes them. */
final class DotSets {
    private DotSets() {}

    static DotSet of(ByteString bytes) {
        return bytes.isEmpty() ? DotSet.EMPTY : DotSet.readFrom(new ByteReader(bytes.toByteArray()));
    }
}
