/**
 * The same load on several stores in turn, and what comes of it: one record per store, load and round, and how the stores
 * compare in each round.
 *
 * <p>One store runs at a time, with empty data, so that none costs the others anything. The rounds alternate (A B A B), so
 * that a machine that becomes slower or faster does it to all of them; therefore ratios are taken within a round, and only
 * then the median over rounds. Never averages away: the smallest and the largest are shown beside each median.
 */
@NullMarked
package io.kvorum.bench.rounds;

import org.jspecify.annotations.NullMarked;
