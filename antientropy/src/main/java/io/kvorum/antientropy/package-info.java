/**
 * The sans-I/O core of convergence: clock exchange, comparison of Merkle trees, scrub; and the class that assembles the core.
 *
 * <p>Never waits, never reads a clock, never does I/O.
 */
@NullMarked
package io.kvorum.antientropy;

import org.jspecify.annotations.NullMarked;
