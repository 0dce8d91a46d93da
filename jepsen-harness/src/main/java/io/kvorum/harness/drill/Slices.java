package io.kvorum.harness.drill;

import io.kvorum.harness.checker.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Cuts the load into slices of equal length. Remembers no operation. Not safe for use by many threads. */
final class Slices {
    private static final long LONGEST_MICROS = 3_600_000_000L;

    private final long lengthMs;
    private final List<Slice> done = new ArrayList<>();
    private final Histogram micros = new Histogram(LONGEST_MICROS, 2);
    private SortedMap<String, Long> outcomes = new TreeMap<>();

    Slices(long lengthMs) {
        this.lengthMs = lengthMs;
    }

    /** @param endedMs since the load began; what ended a little before the present slice began counts for that */
    void add(Operation operation, long endedMs) {
        until(endedMs);
        outcomes.merge(operation.outcome().text(), 1L, Long::sum);
        if (operation.isDefinite()) {
            micros.recordValue(Math.min((operation.endNanos() - operation.startNanos()) / 1_000, LONGEST_MICROS));
        }
    }

    /** Closes all slices that end before this time. */
    void until(long nowMs) {
        while ((done.size() + 1) * lengthMs <= nowMs) {
            done.add(new Slice(
                    done.size() * lengthMs,
                    outcomes,
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(99) / 1e3,
                    micros.getMaxValue() / 1e3));
            outcomes = new TreeMap<>();
            micros.reset();
        }
    }

    /** The closed ones. */
    List<Slice> all() {
        return List.copyOf(done);
    }
}
