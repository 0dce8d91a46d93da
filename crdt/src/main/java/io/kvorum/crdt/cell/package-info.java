/**
 * Cells: what the live versions of one row mean, by type. A typed bucket keeps each element of a collection in a row of its own;
 * the row is stored, shipped, merged and compared like any other, and only here is it said which value concurrent versions make.
 * All are pure functions of the live versions; their order never matters. Decision 20.
 *
 * <p>Not here: counters, which must count an id once also after its versions were folded; see {@link
 * io.kvorum.crdt.type.PnCounter}.
 *
 * <p>The flags and sets follow Shapiro, Preguiça, Baquero, Zawirski, <em>A comprehensive study of Convergent and Commutative
 * Replicated Data Types</em>, 2011; the sketch Flajolet et al., <em>HyperLogLog</em>, 2007, and Ertl, <em>New cardinality
 * estimation algorithms for HyperLogLog sketches</em>, 2017.
 */
@NullMarked
package io.kvorum.crdt.cell;

import org.jspecify.annotations.NullMarked;
