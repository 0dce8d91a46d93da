package io.kvorum.bench.result;

import io.kvorum.bench.load.CountedUpdates;
import io.kvorum.bench.load.LoadResult;
import io.kvorum.bench.load.Second;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A {@link LoadResult} as it is written to a file; the fields are explained there.
 *
 * @param overall of all kinds of operations
 * @param latencies by kind of operation, such as {@code read}
 */
public record Measured(
        long operations,
        double perSecond,
        double seconds,
        SortedMap<String, Long> failures,
        long wrongValues,
        long missing,
        long siblings,
        long delayed,
        long neverBegun,
        Latency overall,
        SortedMap<String, Latency> latencies,
        List<Second> series,
        boolean endedEarly,
        CountedUpdates updates) {
    public Measured {
        // Files of earlier versions do not have it.
        updates = Objects.requireNonNullElse(updates, CountedUpdates.NONE);
    }

    public static Measured of(LoadResult result) {
        SortedMap<String, Latency> latencies = new TreeMap<>();
        result.latencies().forEach((op, histogram) -> latencies.put(op.label(), Latency.of(histogram)));
        return new Measured(
                result.operations(),
                result.perSecond(),
                result.seconds(),
                result.failures(),
                result.wrongValues(),
                result.missing(),
                result.siblings(),
                result.delayed(),
                result.neverBegun(),
                Latency.of(result.overall()),
                latencies,
                result.series(),
                result.endedEarly(),
                result.updates());
    }

    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
