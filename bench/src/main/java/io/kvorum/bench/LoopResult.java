package io.kvorum.bench;

import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * What a closed loop measured.
 *
 * @param latencyMicros of the operations that succeeded
 * @param failures by kind and outcome, such as {@code Unavailable/NOT_APPLIED}
 * @param wrongValues values read that were of another key or damaged
 * @param seconds that were measured
 */
public record LoopResult(
        LoopOptions options,
        long operations,
        SortedMap<String, Long> failures,
        long wrongValues,
        Histogram latencyMicros,
        double seconds) {
    public double perSecond() {
        return operations / seconds;
    }

    /** In milliseconds. */
    public double percentileMillis(double percentile) {
        return latencyMicros.getValueAtPercentile(percentile) / 1_000.0;
    }

    public double maxMillis() {
        return latencyMicros.getMaxValue() / 1_000.0;
    }
}
