/**
 * The deterministic simulator: a whole cluster in one thread under a seed.
 *
 * <p>Never reads a real clock or random source: one seed, one trace.
 */
@NullMarked
package io.kvorum.harness.sim;

import org.jspecify.annotations.NullMarked;
