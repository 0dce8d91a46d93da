package io.kvorum.harness.drill;

import java.util.List;
import java.util.SortedMap;

/**
 * What clients experienced while there was load.
 *
 * @param outcomes operations by outcome
 * @param actions operations by what was asked
 * @param failures of those that got no definite answer: what was thrown
 * @param durationMs of the load
 * @param longestPauseMs the longest time that any client had between two of its successes
 * @param silenceMs the longest time in which no client had a success
 * @param sliceMs how long a slice is
 * @param slices the whole slices of the load, in order
 * @param p50Ms of operations with a definite answer, as their clients measured them, repeated attempts included
 */
public record LoadFigures(
        long operations,
        SortedMap<String, Long> outcomes,
        SortedMap<String, Long> actions,
        SortedMap<String, Long> failures,
        long durationMs,
        long longestPauseMs,
        long silenceMs,
        double p50Ms,
        double p99Ms,
        double p999Ms,
        double maxMs,
        List<FaultFigures> faults,
        long sliceMs,
        List<Slice> slices) {
    public LoadFigures {
        faults = List.copyOf(faults);
        slices = List.copyOf(slices);
    }

    /** The faults by kind. */
    public List<KindFigures> kinds() {
        return KindFigures.of(faults);
    }

    public double perSecond() {
        return durationMs == 0 ? 0 : operations * 1e3 / durationMs;
    }
}
