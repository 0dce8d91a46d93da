/**
 * The values of linearizable keys: ballots, what a register holds, and what an update makes of it. Pure functions; nobody
 * stores or sends anything here. A register is what CASPaxos (Rystsov, 2018) agrees on: one key, or all keys of one tag.
 */
@NullMarked
package io.kvorum.replication.register;

import org.jspecify.annotations.NullMarked;
