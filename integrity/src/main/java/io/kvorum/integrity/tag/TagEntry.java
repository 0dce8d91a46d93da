package io.kvorum.integrity.tag;

import io.kvorum.crdt.codec.Bytes;

/** A key of a tag. @param version of the update that wrote the value */
public record TagEntry(long version, Bytes value) {}
