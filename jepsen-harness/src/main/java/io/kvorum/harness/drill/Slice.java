package io.kvorum.harness.drill;

import java.util.SortedMap;

/**
 * A short time of the load.
 *
 * @param atMs when it begins, since the load began
 * @param outcomes operations that ended in it, by outcome
 * @param p50Ms of those with a definite answer; 0 if there are none
 */
public record Slice(long atMs, SortedMap<String, Long> outcomes, double p50Ms, double p99Ms, double maxMs) {
    public long count(String outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
