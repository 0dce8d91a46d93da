package io.kvorum.replication.register;

import io.kvorum.crdt.codec.Bytes;

/** A key at the version that a failed update had seen. @param version 0 if the key was absent */
public record Seen(Bytes key, long version) {}
