/**
 * Replicated data types on the partition's dots: register, observed-remove set and map, counter. Each is a causal CRDT, a store
 * of dots with a causal context, and is specified as a function from a causal history to a value; see {@link
 * io.kvorum.crdt.type.DotStore}. Joining never fails and never refuses; limits are checked where an operation enters.
 *
 * <p>After Almeida, Shoker, Baquero, <em>Delta State Replicated Data Types</em>, 2018. The counter's folding is DESIGN,
 * "Versions: partition-wide dots", Retries.
 */
@NullMarked
package io.kvorum.crdt.type;

import org.jspecify.annotations.NullMarked;
