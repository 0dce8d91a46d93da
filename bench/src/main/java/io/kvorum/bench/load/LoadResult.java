package io.kvorum.bench.load;

import io.kvorum.bench.workload.Op;
import java.util.List;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * What was measured: of the operations that began (in an open loop: were due) within the measured time.
 *
 * @param operations that succeeded
 * @param failures by outcome, as {@code Store.outcome} names it; {@code Unfinished} for those that were not answered when
 *     the patience after the end was over
 * @param wrongValues values read that were of another key or damaged, and what counted keys tell: stale reads,
 *     and updates that were lost or made twice, see {@link CountedUpdates}
 * @param missing reads that found nothing
 * @param siblings reads that found several values
 * @param delayed open loop: operations that could not begin when they were due, since too many were in flight
 * @param neverBegun open loop: operations that were due and had not begun when the measured time was over
 * @param latencies in microseconds, of successes; from the intended start in an open loop
 * @param overall all of {@code latencies} together
 * @param series per second
 * @param seconds that were measured
 * @param endedEarly by an interrupt
 * @param updates of counted keys
 */
public record LoadResult(
        long operations,
        SortedMap<String, Long> failures,
        long wrongValues,
        long missing,
        long siblings,
        long delayed,
        long neverBegun,
        SortedMap<Op, Histogram> latencies,
        Histogram overall,
        List<Second> series,
        double seconds,
        boolean endedEarly,
        CountedUpdates updates) {
    public double perSecond() {
        return seconds > 0 ? operations / seconds : 0;
    }

    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
