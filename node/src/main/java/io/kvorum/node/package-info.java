/**
 * Threads, sockets and disk around the core: Netty, RocksDB, configuration, metrics, the HTTP admin port.
 *
 * <p>Never holds a protocol decision: those belong to the core, which the simulator runs as well.
 */
@NullMarked
package io.kvorum.node;

import org.jspecify.annotations.NullMarked;
