/**
 * Connections to nodes: one per node, with many requests in flight. Inside of the client; applications do not use it.
 *
 * <p>Everything here runs on the client's one event loop, and so needs no lock. It decides nothing about retries: it reports
 * what became of each request that it was given.
 */
@NullMarked
package io.kvorum.client.connect;

import org.jspecify.annotations.NullMarked;
