/**
 * Histories: what clients asked for, what they were told, and when; their file format, and their translation for other checkers.
 *
 * <p>Never judges; that is for the packages beside it. The format is described in {@code docs/histories.md}.
 */
@NullMarked
package io.kvorum.harness.checker.history;

import org.jspecify.annotations.NullMarked;
