/**
 * Tells whether one checkout of Kvorum is faster or slower than another: short rounds in turns, each against fresh nodes, and
 * a confidence interval of the ratio. One instrument measures both: the one that runs.
 */
@NullMarked
package io.kvorum.bench.guard;

import org.jspecify.annotations.NullMarked;
