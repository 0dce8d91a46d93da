package io.kvorum.harness.drill;

import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts what clients experience, over all and for each fault. Remembers no operation. Safe for use by many threads.
 *
 * <p>A pause belongs to the fault during which it ends, and to the one that ends while it lasts.
 */
final class DrillMeter {
    private static final long LONGEST_MICROS = 3_600_000_000L;

    private final LongSupplier clock;
    private final int clients;
    private final SortedMap<String, Long> outcomes = new TreeMap<>();
    private final SortedMap<String, Long> actions = new TreeMap<>();
    private final SortedMap<String, Long> failures = new TreeMap<>();
    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
    private final List<FaultFigures> finished = new ArrayList<>();
    private final long[] lastSuccess;
    private long beganNanos;
    private long endedNanos;
    private boolean running;
    private long lastOfAll;
    private long operations;
    private long indefinite;
    private long longestPauseNanos;
    private long silenceNanos;
    private @Nullable Window window;

    /** From the beginning of one fault to that of the next. */
    private static final class Window {
        final PlannedFault fault;
        final long beganNanos;
        final boolean[] served;
        int waiting;
        OptionalLong servedAgainMs = OptionalLong.empty();
        OptionalLong healedMs = OptionalLong.empty();
        OptionalLong servingMs = OptionalLong.empty();
        long longestPauseNanos;
        long pauseEndedNanos;
        long silenceNanos;
        long unknown;
        long notApplied;

        Window(PlannedFault fault, long beganNanos, int clients) {
            this.fault = fault;
            this.beganNanos = beganNanos;
            this.served = new boolean[clients];
            this.waiting = clients;
        }

        long sinceMs(long nanos) {
            return (nanos - beganNanos) / 1_000_000;
        }

        void paused(long lengthNanos, long untilNanos) {
            if (lengthNanos > longestPauseNanos) {
                longestPauseNanos = lengthNanos;
                pauseEndedNanos = untilNanos;
            }
        }
    }

    /** @param clock of the operations, in nanoseconds */
    DrillMeter(int clients, LongSupplier clock) {
        this.clients = clients;
        this.clock = clock;
        this.lastSuccess = new long[clients];
    }

    /** From now on each client has something to do. */
    synchronized void loadBegins() {
        beganNanos = clock.getAsLong();
        lastOfAll = beganNanos;
        Arrays.fill(lastSuccess, beganNanos);
        running = true;
    }

    /** No client begins anything more. What is still under way is counted, but ends no pause. */
    synchronized void loadEnds() {
        endedNanos = clock.getAsLong();
        for (int client = 0; client < clients; client++) {
            pause(client, endedNanos);
        }
        silence(endedNanos);
        closeWindow(endedNanos);
        running = false;
    }

    /** @param failure what was thrown, if the answer was not definite */
    synchronized void ended(int client, Operation operation, String failure) {
        operations++;
        outcomes.merge(operation.outcome().text(), 1L, Long::sum);
        actions.merge(operation.action().text(), 1L, Long::sum);
        @Nullable Window present = window;
        if (!operation.isDefinite()) {
            indefinite++;
            failures.merge(failure, 1L, Long::sum);
            if (present != null) {
                present.unknown += operation.outcome() == Outcome.UNKNOWN ? 1 : 0;
                present.notApplied += operation.outcome() == Outcome.NOT_APPLIED ? 1 : 0;
            }
            return;
        }
        long now = operation.endNanos();
        micros.recordValue(Math.min((now - operation.startNanos()) / 1_000, LONGEST_MICROS));
        if (!running) {
            return;
        }
        pause(client, now);
        silence(now);
        lastSuccess[client] = now;
        lastOfAll = Math.max(lastOfAll, now);
        if (present != null && !present.served[client] && operation.startNanos() >= present.beganNanos) {
            present.served[client] = true;
            if (--present.waiting == 0) {
                present.servedAgainMs = OptionalLong.of(present.sinceMs(now));
            }
        }
    }

    private void pause(int client, long now) {
        long pauseNanos = now - lastSuccess[client];
        longestPauseNanos = Math.max(longestPauseNanos, pauseNanos);
        if (window != null) {
            window.paused(pauseNanos, now);
        }
    }

    private void silence(long now) {
        long nanos = now - lastOfAll;
        silenceNanos = Math.max(silenceNanos, nanos);
        if (window != null) {
            window.silenceNanos = Math.max(window.silenceNanos, nanos);
        }
    }

    /** Returns its number, from 1. */
    synchronized int faultBegins(PlannedFault fault) {
        long now = clock.getAsLong();
        if (window != null) {
            for (int client = 0; client < clients; client++) {
                window.paused(now - lastSuccess[client], now);
            }
            closeWindow(now);
        }
        window = new Window(fault, now, clients);
        return finished.size() + 1;
    }

    /** The nodes were started, or go on. */
    synchronized void faultHealed() {
        if (window != null) {
            window.healedMs = OptionalLong.of(window.sinceMs(clock.getAsLong()));
        }
    }

    /** They say that they serve. */
    synchronized void allServe() {
        if (window != null) {
            window.servingMs = OptionalLong.of(window.sinceMs(clock.getAsLong()));
        }
    }

    private void closeWindow(long now) {
        @Nullable Window done = window;
        if (done == null) {
            return;
        }
        done.silenceNanos = Math.max(done.silenceNanos, now - lastOfAll);
        finished.add(new FaultFigures(
                finished.size() + 1,
                done.fault,
                (done.beganNanos - beganNanos) / 1_000_000,
                done.servedAgainMs,
                done.longestPauseNanos / 1_000_000,
                done.sinceMs(done.pauseEndedNanos),
                done.silenceNanos / 1_000_000,
                done.healedMs,
                done.servingMs,
                done.unknown,
                done.notApplied));
        window = null;
    }

    synchronized long operations() {
        return operations;
    }

    synchronized long indefinite() {
        return indefinite;
    }

    /** After the load. */
    synchronized LoadFigures figures() {
        return new LoadFigures(
                operations,
                new TreeMap<>(outcomes),
                new TreeMap<>(actions),
                new TreeMap<>(failures),
                (endedNanos - beganNanos) / 1_000_000,
                longestPauseNanos / 1_000_000,
                silenceNanos / 1_000_000,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(99.9) / 1e3,
                micros.getMaxValue() / 1e3,
                finished);
    }
}
