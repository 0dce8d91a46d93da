/**
 * What is asked of a store: mixes of operations, distributions of keys, keys and self-describing values. Pure functions of
 * seeds; touches no store and no clock.
 *
 * <p>The letters A to F and the zipfian generators follow YCSB: Cooper et al., <em>Benchmarking Cloud Serving Systems with
 * YCSB</em>, 2010; Gray et al., <em>Quickly Generating Billion-Record Synthetic Databases</em>, 1994.
 */
@NullMarked
package io.kvorum.bench.workload;

import org.jspecify.annotations.NullMarked;
