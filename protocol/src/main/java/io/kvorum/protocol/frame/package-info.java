/**
 * Frames: how messages are cut out of a stream of bytes. Clients and peers use the same.
 *
 * <pre>
 *   offset  bytes  field
 *        0      4  length: how many bytes follow this field; 14 to the receiver's limit
 *        4      1  kind, see {@link io.kvorum.protocol.frame.FrameKind}
 *        5      1  flags; none is defined in version 1, so it is 0
 *        6      8  stream id: pairs a response with its request
 *       14      4  deadline: milliseconds that are left, as the sender sees it; 0: none given
 *       18      …  body: one protobuf message, chosen by the kind
 * </pre>
 *
 * All numbers are big-endian. Length and deadline are not negative. Pure: bytes in, records out; sockets are in
 * {@code io.kvorum.protocol.netty}.
 *
 * <p>A frame that can be skipped (unknown kind, flags, a negative deadline) costs its sender that frame; one whose length
 * makes no sense costs the connection, since nobody knows where the next one begins.
 */
@NullMarked
package io.kvorum.protocol.frame;

import org.jspecify.annotations.NullMarked;
