package io.kvorum.bench.load;

import java.util.SortedMap;

/**
 * What was completed within one second of the measurement.
 *
 * @param second 0 for the first; seconds after the measured time are those in which operations begun before were answered
 * @param operations that succeeded
 * @param failures by outcome
 */
public record Second(
        int second,
        long operations,
        SortedMap<String, Long> failures,
        long p50Micros,
        long p99Micros,
        long p999Micros,
        long maxMicros) {}
