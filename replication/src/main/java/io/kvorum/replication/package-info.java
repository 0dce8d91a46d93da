/**
 * The sans-I/O core of replication: ring, quorums, coordinators, replicas, hints, linearizable registers.
 *
 * <p>Called by one thread with events and the time; answers with effects. Never waits, never reads a clock, never does I/O.
 * Linearizable keys follow CASPaxos (Rystsov, 2018).
 */
@NullMarked
package io.kvorum.replication;

import org.jspecify.annotations.NullMarked;
