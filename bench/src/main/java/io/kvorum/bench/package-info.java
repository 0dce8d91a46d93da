/**
 * Load generator, peers side by side, reports: see the packages below. {@code store} is what is driven, {@code workload} what
 * is asked, {@code load} asks it, {@code process} says what it cost, {@code result} keeps it.
 *
 * <p>Never corrects a number: what is reported was measured, with the machine that it was measured on.
 */
@NullMarked
package io.kvorum.bench;

import org.jspecify.annotations.NullMarked;
