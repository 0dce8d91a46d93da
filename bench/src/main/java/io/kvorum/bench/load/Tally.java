package io.kvorum.bench.load;

import io.kvorum.bench.workload.Op;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts what operations came to. Recording is for any thread, {@link #secondOver} for the one that runs the load. */
final class Tally {
    private static final long MAX_MICROS = 3_600_000_000L;
    private static final int DIGITS = 3;

    /** Of operations that are measured, or of those of the warm-up: these are only shown. */
    private static final class Side {
        private final Map<Op, Recorder> recorders = new EnumMap<>(Op.class);
        private final Map<Op, Histogram> intervals = new EnumMap<>(Op.class);
        private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

        Side() {
            for (Op op : Op.values()) {
                Recorder recorder = new Recorder(MAX_MICROS, DIGITS);
                recorders.put(op, recorder);
                intervals.put(op, recorder.getIntervalHistogram());
            }
        }

        private static Histogram empty() {
            return new Histogram(MAX_MICROS, DIGITS);
        }
    }

    private final Side warm = new Side();
    private final Side measured = new Side();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder missing = new LongAdder();
    private final LongAdder siblings = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final Map<Op, Histogram> totals = new EnumMap<>(Op.class);
    private final Histogram overall = Side.empty();
    private final SortedMap<String, Long> failures = new TreeMap<>();
    private final List<Second> series = new ArrayList<>();
    private final LoadListener listener;

    Tally(LoadListener listener) {
        this.listener = listener;
    }

    // ------------------------------------------------------------------------------------------------- from any thread

    void succeeded(Op op, long nanos, boolean isMeasured) {
        Recorder recorder = (isMeasured ? measured : warm).recorders.get(op);
        if (recorder != null) {
            recorder.recordValue(Math.clamp(nanos / 1_000, 0, MAX_MICROS));
        }
    }

    void failed(String outcome, boolean isMeasured) {
        (isMeasured ? measured : warm)
                .failures
                .computeIfAbsent(outcome, any -> new LongAdder())
                .increment();
    }

    /** Counted also in the warm-up: it must never happen. */
    void sawWrongValue() {
        wrong.increment();
    }

    void sawNothing() {
        missing.increment();
    }

    void sawSiblings() {
        siblings.increment();
    }

    /** A condition did not hold; the operation goes on. */
    void sawConflict(boolean isMeasured) {
        if (isMeasured) {
            conflicts.increment();
        }
    }

    /** A read missed an update that had ended before. Counted also in the warm-up: it must never happen. */
    void sawStaleValue() {
        stale.increment();
    }

    // ---------------------------------------------------------------------------------- from the thread that runs the
    // load

    /** A second of the warm-up is over; its number is below 0. */
    void warmSecondOver(int number) {
        listener.second(take(warm, number, false));
    }

    void secondOver(int number) {
        Second second = take(measured, number, true);
        second.failures().forEach((outcome, count) -> failures.merge(outcome, count, Long::sum));
        series.add(second);
        listener.second(second);
    }

    /** A second of the drain is over: kept only if something was completed in it. */
    void drainSecondOver(int number) {
        Second second = take(measured, number, true);
        second.failures().forEach((outcome, count) -> failures.merge(outcome, count, Long::sum));
        if (second.operations() > 0 || !second.failures().isEmpty()) {
            series.add(second);
        }
    }

    private Second take(Side side, int number, boolean keep) {
        Histogram all = Side.empty();
        for (Op op : Op.values()) {
            Recorder recorder = side.recorders.get(op);
            Histogram before = side.intervals.get(op);
            if (recorder == null || before == null) {
                continue;
            }
            Histogram interval = recorder.getIntervalHistogram(before);
            side.intervals.put(op, interval);
            if (interval.getTotalCount() > 0) {
                all.add(interval);
                if (keep) {
                    totals.computeIfAbsent(op, any -> Side.empty()).add(interval);
                    listener.interval(op, interval);
                }
            }
        }
        if (keep) {
            overall.add(all);
        }
        SortedMap<String, Long> failed = new TreeMap<>();
        side.failures.forEach((outcome, count) -> {
            long sum = count.sumThenReset();
            if (sum > 0) {
                failed.put(outcome, sum);
            }
        });
        return new Second(
                number,
                all.getTotalCount(),
                failed,
                all.getValueAtPercentile(50),
                all.getValueAtPercentile(99),
                all.getValueAtPercentile(99.9),
                all.getMaxValue());
    }

    /** How many there were of what operations have met; the rest is found out in the end. */
    CountedUpdates met(CountedKeys.Audit audit, double slowestShare) {
        return new CountedUpdates(
                conflicts.sum(),
                stale.sum(),
                audit.lost(),
                audit.doubled(),
                audit.unknown(),
                audit.unread(),
                slowestShare);
    }

    LoadResult result(long delayed, long neverBegun, double seconds, boolean endedEarly, CountedUpdates updates) {
        return new LoadResult(
                overall.getTotalCount(),
                failures,
                wrong.sum() + updates.wrong(),
                missing.sum(),
                siblings.sum(),
                delayed,
                neverBegun,
                new TreeMap<>(totals),
                overall,
                List.copyOf(series),
                seconds,
                endedEarly,
                updates);
    }
}
