/**
 * Frames on Netty channels: the same handlers for nodes and clients.
 */
@NullMarked
package io.kvorum.protocol.netty;

import org.jspecify.annotations.NullMarked;
