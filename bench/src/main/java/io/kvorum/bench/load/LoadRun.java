package io.kvorum.bench.load;

import io.kvorum.bench.store.Store;
import io.kvorum.bench.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A load on a store that holds the workload's records: warm-up, measurement, and a while for what is still in flight. An
 * operation is measured if it began (in an open loop: was due) within the measured time.
 *
 * <p>One thread, the caller's, keeps time and begins what is due; an operation that ends lets the next one begin in the
 * thread that the store ended it with.
 */
public final class LoadRun {
    /** How long operations that are in flight at the end are waited for. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long DRAIN_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LoadClock clock;
    private final LoadListener listener;
    private final Window window;
    private final Tally tally;
    private final Pace pace;
    private final Optional<CountedKeys> counted;
    private final Optional<CountedOperations> operations;
    private final LoadOptions options;
    private final List<LogicalClient> clients = new ArrayList<>();
    private boolean interrupted;

    private LoadRun(
            Store store,
            Optional<CountedKeys> counted,
            Workload workload,
            LoadOptions options,
            LoadListener listener,
            LoadClock clock) {
        if (workload.isStrong() && counted.isEmpty()) {
            throw new IllegalArgumentException("workload " + workload.name() + " needs counted keys");
        }
        this.clock = clock;
        this.listener = listener;
        this.window = new Window(clock.nanoTime(), options.warmUp(), options.measured());
        this.tally = new Tally(listener);
        this.pace = options.ratePerSecond().isPresent()
                ? new OpenPace(window, clock, options.ratePerSecond().getAsDouble())
                : new ClosedPace(window, clock);
        this.counted = workload.isStrong() ? counted : Optional.empty();
        this.operations = this.counted.map(
                keys -> new CountedOperations(keys, workload.valueBytes(), tally, clock, options.verify()));
        this.options = options;
        Target target = new Target(store, operations, workload, tally, options.verify());
        SplittableRandom seeds = new SplittableRandom(options.seed());
        for (int i = 0; i < options.threads(); i++) {
            clients.add(new LogicalClient(target, window, tally, clock, pace, seeds.split()));
        }
    }

    /**
     * Blocks until the measurement is over. An interrupt ends it early: the result is what was measured so far, and the
     * thread is interrupted still.
     */
    public static LoadResult run(Store store, Workload workload, LoadOptions options, LoadListener listener) {
        return run(store, workload, options, listener, LoadClock.system());
    }

    /**
     * The same with the store's counted keys, which a strong workload needs; another one leaves them alone. After the load every
     * key that was updated is read and judged, unless values are not to be checked.
     */
    public static LoadResult run(
            Store store, Optional<CountedKeys> counted, Workload workload, LoadOptions options, LoadListener listener) {
        return new LoadRun(store, counted, workload, options, listener, LoadClock.system()).run();
    }

    static LoadResult run(Store store, Workload workload, LoadOptions options, LoadListener listener, LoadClock clock) {
        return new LoadRun(store, Optional.empty(), workload, options, listener, clock).run();
    }

    static LoadResult run(Store store, CountedKeys counted, Workload workload, LoadOptions options, LoadClock clock) {
        return new LoadRun(store, Optional.of(counted), workload, options, LoadListener.NONE, clock).run();
    }

    private LoadResult run() {
        pace.start(clients);
        warmUp();
        listener.measuringBegins();
        int seconds = measure();
        listener.measuringEnds();
        drain(seconds);
        CountedUpdates updates = counted.map(this::audit).orElse(CountedUpdates.NONE);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return tally.result(pace.delayed(), pace.neverBegun(), window.measuredSeconds(), interrupted, updates);
    }

    private CountedUpdates audit(CountedKeys keys) {
        operations.ifPresent(CountedOperations::end);
        CountedKeys.Audit audit = CountedKeys.Audit.NONE;
        if (options.verify()) {
            listener.checking();
            audit = keys.audit(clock, options.threads());
            interrupted |= audit.interrupted();
        }
        return tally.met(audit, options.ratePerSecond().isEmpty() ? slowestShare() : 0);
    }

    /** Of the clients of a closed loop. */
    private double slowestShare() {
        LongSummaryStatistics perClient =
                clients.stream().mapToLong(LogicalClient::succeeded).summaryStatistics();
        return perClient.getAverage() > 0 ? perClient.getMin() / perClient.getAverage() : 0;
    }

    private void warmUp() {
        long from = window.measuredFrom();
        long wholeSeconds = (from - window.begin() + TICK_NANOS - 1) / TICK_NANOS;
        for (long left = wholeSeconds; left > 0 && !interrupted; left--) {
            conductUntil(Math.min(from, from - (left - 1) * TICK_NANOS));
            tally.warmSecondOver((int) -left);
        }
    }

    /** Returns how many seconds it took, the last one begun included. */
    private int measure() {
        int second = 0;
        while (!window.isOver(clock.nanoTime())) {
            long tick = window.measuredFrom() + (second + 1) * TICK_NANOS;
            conductUntil(Math.min(window.end(), tick));
            tally.secondOver(second);
            second++;
        }
        return second;
    }

    /** Begins what is due until then, or until the window is over, which an interrupt brings about. */
    private void conductUntil(long nanos) {
        for (long now = clock.nanoTime(); now - nanos < 0 && !window.isOver(now); now = clock.nanoTime()) {
            if (Thread.interrupted()) {
                interrupted = true;
                window.endAt(now);
                return;
            }
            clock.awaitUntil(Math.min(nanos, pace.conduct(now)));
        }
    }

    private void drain(int firstSecond) {
        long begin = clock.nanoTime();
        long patience = PATIENCE.toNanos();
        int second = firstSecond;
        for (long now = begin; now - begin < patience && anyBusy(); now = clock.nanoTime()) {
            if (Thread.interrupted()) {
                // The second interrupt: no patience either.
                interrupted = true;
                break;
            }
            if (now - begin >= (second - firstSecond + 1) * TICK_NANOS) {
                tally.drainSecondOver(second);
                second++;
            }
            clock.awaitUntil(now + DRAIN_POLL_NANOS);
        }
        clients.forEach(LogicalClient::giveUp);
        tally.drainSecondOver(second);
    }

    private boolean anyBusy() {
        return clients.stream().anyMatch(LogicalClient::isBusy);
    }
}
