/**
 * Fault testing: a deterministic simulator, faults on real processes, and the checkers that both share.
 *
 * <p>Never part of a production node.
 */
@NullMarked
package io.kvorum.harness;

import org.jspecify.annotations.NullMarked;
