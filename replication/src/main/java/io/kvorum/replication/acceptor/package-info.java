/**
 * The acceptors of linearizable keys: what one replica has promised and accepted for each register of a partition, and whether
 * it may vote at all. Everything is durable before it is answered. Follows CASPaxos (Rystsov, 2018).
 */
@NullMarked
package io.kvorum.replication.acceptor;

import org.jspecify.annotations.NullMarked;
