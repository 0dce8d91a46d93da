package io.kvorum.bench.load;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Operations begin at even distances in time, whether or not those before have ended. One that is due while all clients are
 * busy begins when the next client is free, timed from when it was due.
 */
final class OpenPace implements Pace {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Window window;
    private final LoadClock clock;
    private final double nanosPerOperation;
    private final Queue<LogicalClient> free = new ConcurrentLinkedQueue<>();
    private final AtomicLong next = new AtomicLong();
    /** The first operation that is measured. */
    private final long firstMeasured;

    private final LongAdder delayed = new LongAdder();
    /** An operation is due and nobody was free: whoever gets free takes it. */
    private volatile boolean starved;

    OpenPace(Window window, LoadClock clock, double ratePerSecond) {
        this.window = window;
        this.clock = clock;
        this.nanosPerOperation = NANOS_PER_SECOND / ratePerSecond;
        this.firstMeasured = operationsBefore(window.measuredFrom());
    }

    private long due(long operation) {
        return window.begin() + (long) (operation * nanosPerOperation);
    }

    private long operationsBefore(long nanos) {
        return (long) Math.ceil((nanos - window.begin()) / nanosPerOperation);
    }

    @Override
    public void start(List<LogicalClient> clients) {
        free.addAll(clients);
    }

    @Override
    public void ended(LogicalClient client, boolean failed) {
        long now = clock.nanoTime();
        if (starved && !window.isOver(now)) {
            long operation = next.get();
            long due = due(operation);
            boolean isDue = due - now <= 0 && due - window.end() < 0;
            if (isDue && next.compareAndSet(operation, operation + 1)) {
                countDelayed(operation);
                client.begin(due);
                return;
            }
        }
        endedAtOnce(client, failed);
    }

    @Override
    public void endedAtOnce(LogicalClient client, boolean failed) {
        free.add(client);
        // After the client was added: the one that waits looks again after it has said that it does.
        if (starved) {
            clock.wake();
        }
    }

    @Override
    public long conduct(long now) {
        if (window.isOver(now)) {
            return Long.MAX_VALUE;
        }
        if (now - window.measuredFrom() >= 0) {
            // What the warm-up is behind with stays in the warm-up: else a rate that is too high would measure nothing.
            next.accumulateAndGet(firstMeasured, Math::max);
        }
        // Bounded, so that a store that answers at once does not keep this thread from telling the time.
        long batchEnd = next.get() + 1_000;
        while (true) {
            long operation = next.get();
            long due = due(operation);
            if (due - clock.nanoTime() > 0 || due - window.end() >= 0 || operation >= batchEnd) {
                starved = false;
                return due;
            }
            LogicalClient client = free.poll();
            boolean late = starved;
            if (client == null) {
                starved = true;
                late = true;
                client = free.poll();
            }
            if (client == null) {
                return Long.MAX_VALUE;
            }
            if (!next.compareAndSet(operation, operation + 1)) {
                free.add(client);
            } else {
                if (late) {
                    countDelayed(operation);
                }
                client.begin(due);
            }
        }
    }

    private void countDelayed(long operation) {
        if (operation >= firstMeasured) {
            delayed.increment();
        }
    }

    @Override
    public long delayed() {
        return delayed.sum();
    }

    @Override
    public long neverBegun() {
        return Math.max(0, operationsBefore(window.end()) - Math.max(firstMeasured, next.get()));
    }
}
