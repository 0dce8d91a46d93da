/**
 * Connections between nodes. Each node opens one to each other node and sends on it; it notices within a second when the other
 * side is silent, and a slow peer costs only its own bounded queue.
 *
 * <p>See {@code peer.proto} for the handshake. Nothing here decides anything about data.
 */
@NullMarked
package io.kvorum.node.peer;

import org.jspecify.annotations.NullMarked;
