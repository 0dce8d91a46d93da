package io.kvorum.replication.register;

import io.kvorum.crdt.codec.Bytes;

/**
 * One key of a register.
 *
 * @param version of the update that wrote the value
 */
public record Entry(long version, Bytes value) {}
