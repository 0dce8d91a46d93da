package io.kvorum.client.call;

import io.kvorum.crdt.codec.Bytes;

/** Who can answer a request. */
public sealed interface Target {
    /** Best a replica of the key, but every node knows how to forward. */
    record OfKey(String bucket, Bytes key) implements Target {}

    /** That node only. */
    record OfNode(int node) implements Target {}

    record Anyone() implements Target {}
}
