/**
 * Folds counters: the sum of increments that are old enough to be the same everywhere takes the place of their rows. What is decided here
 * is when that is so, which replica writes the sum, and when rows go. Decision 27.
 */
@NullMarked
package io.kvorum.antientropy.fold;

import org.jspecify.annotations.NullMarked;
