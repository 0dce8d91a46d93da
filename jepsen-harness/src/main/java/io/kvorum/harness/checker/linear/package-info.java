/**
 * Linearizability: is there one order of the operations that keeps to real time and to the rules of the object?
 *
 * <p>Objects (keys) are judged one by one, for a history is linearizable if and only if it is so for each object (Herlihy and
 * Wing 1990). The search is that of Wing and Gong (1993) with Lowe's memory of configurations (2017). It knows nothing of files
 * and clusters: the same operations, the same verdict.
 */
@NullMarked
package io.kvorum.harness.checker.linear;

import org.jspecify.annotations.NullMarked;
