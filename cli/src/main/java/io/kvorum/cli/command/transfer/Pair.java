package io.kvorum.cli.command.transfer;

import io.kvorum.crdt.codec.Bytes;

/**
 * A key and one of its values.
 *
 * @param sibling it stands beside the pair before it, which has the same key
 */
record Pair(Bytes key, Bytes value, boolean sibling) {}
