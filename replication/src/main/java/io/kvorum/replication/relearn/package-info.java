/**
 * How a node that has lost what it had accepted of linearizable keys comes to vote again: it is named as another incarnation,
 * which begins a new epoch of the acceptors, and learns from a majority of the others, in that epoch, what may have been chosen.
 */
@NullMarked
package io.kvorum.replication.relearn;

import org.jspecify.annotations.NullMarked;
