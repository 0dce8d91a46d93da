/**
 * What Kvorum costs as work grows: the same load on fresh local clusters that differ in one thing, so that a report can draw
 * a curve. Stands on {@code local}, {@code load} and {@code store}.
 */
@NullMarked
package io.kvorum.bench.curve;

import org.jspecify.annotations.NullMarked;
