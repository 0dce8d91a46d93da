package io.kvorum.harness.drill;

import io.kvorum.harness.checker.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
final class DrillMeter implements HealWatch.Listener {
    private static final long LONGEST_MICROS = 3_600_000_000L;

    private final LongSupplier clock;
    private final int clients;
    private final SortedMap<String, Long> outcomes = new TreeMap<>();
    private final SortedMap<String, Long> actions = new TreeMap<>();
    private final SortedMap<String, Long> failures = new TreeMap<>();
    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
    private final List<FaultFigures> finished = new ArrayList<>();
    private final Slices slices;
    private final long sliceMs;
    private final long[] lastSuccess;
    private long beganNanos;
    private long endedNanos;
    private boolean running;
    private long lastOfAll;
    private long operations;
    private long indefinite;
    private long longestPauseNanos;
    private long silenceNanos;
    private @Nullable FaultWindow window;

    /**
     * @param sliceMs how long a point of the timeline is
     * @param clock of the operations, in nanoseconds
     */
    DrillMeter(int clients, long sliceMs, LongSupplier clock) {
        this.sliceMs = sliceMs;
        this.slices = new Slices(sliceMs);
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
        slices.until((endedNanos - beganNanos) / 1_000_000);
        running = false;
    }

    /** @param failure what was thrown, if the answer was not definite */
    synchronized void ended(int client, Operation operation, String failure) {
        operations++;
        outcomes.merge(operation.outcome().text(), 1L, Long::sum);
        actions.merge(operation.action().text(), 1L, Long::sum);
        if (running) {
            slices.add(operation, (operation.endNanos() - beganNanos) / 1_000_000);
        }
        if (window != null) {
            window.ended(client, operation);
        }
        if (!operation.isDefinite()) {
            indefinite++;
            failures.merge(failure, 1L, Long::sum);
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
        if (window != null) {
            window.succeeded(client, operation);
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
            window.silent(nanos);
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
        window = new FaultWindow(fault, now, clients);
        return finished.size() + 1;
    }

    /** What was begun is done: nodes have ended, or stand still, or links are broken. */
    synchronized void faultStruck() {
        if (window != null) {
            window.struck(clock.getAsLong());
        }
    }

    /** The nodes were started, or go on; links are open. */
    synchronized void faultHealed() {
        if (window != null) {
            window.healed(clock.getAsLong());
        }
    }

    /** They say that they serve. */
    synchronized void allServe() {
        if (window != null) {
            window.serving(clock.getAsLong());
        }
    }

    @Override
    public synchronized void followed(int fault) {
        if (window != null && fault == finished.size() + 1) {
            window.followed();
        }
    }

    @Override
    public synchronized void allConsistent(int fault) {
        if (window != null && fault == finished.size() + 1) {
            window.consistent(clock.getAsLong());
        }
    }

    private void closeWindow(long now) {
        if (window != null) {
            window.silent(now - lastOfAll);
            finished.add(window.figures(finished.size() + 1, beganNanos));
            window = null;
        }
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
                finished,
                sliceMs,
                slices.all());
    }
}
