/**
 * Codecs between the core's records and the protobuf messages of the wire. Pure functions. Whatever bytes come in, what comes
 * out is a record or {@link io.kvorum.crdt.codec.MalformedBytesException}. The simulator sends a share of its messages through
 * them.
 */
@NullMarked
package io.kvorum.node.wire;

import org.jspecify.annotations.NullMarked;
