package io.kvorum.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Each client begins its next operation when the last one has ended; after a failure it takes a short breath. */
final class ClosedPace implements Pace {
    /** A store that refuses at once would otherwise be asked a million times a second, by the processor that it needs. */
    static final Duration BREATH = Duration.ofMillis(10);

    private final Window window;
    private final LoadClock clock;
    private final Queue<LogicalClient> ready = new ConcurrentLinkedQueue<>();
    /** In the order of {@code resumeAt}, closely: all pause for the same time. */
    private final Queue<LogicalClient> paused = new ConcurrentLinkedQueue<>();

    ClosedPace(Window window, LoadClock clock) {
        this.window = window;
        this.clock = clock;
    }

    @Override
    public void start(List<LogicalClient> clients) {
        ready.addAll(clients);
    }

    @Override
    public void ended(LogicalClient client, boolean failed) {
        if (failed) {
            pause(client);
            return;
        }
        long now = clock.nanoTime();
        if (!window.isOver(now)) {
            client.begin(now);
        }
    }

    @Override
    public void endedAtOnce(LogicalClient client, boolean failed) {
        if (failed) {
            pause(client);
        } else {
            ready.add(client);
            clock.wake();
        }
    }

    private void pause(LogicalClient client) {
        client.resumeAt = clock.nanoTime() + BREATH.toNanos();
        paused.add(client);
        clock.wake();
    }

    @Override
    public long conduct(long now) {
        if (window.isOver(now)) {
            return Long.MAX_VALUE;
        }
        for (LogicalClient client = paused.peek();
                client != null && client.resumeAt - now <= 0;
                client = paused.peek()) {
            paused.remove();
            ready.add(client);
        }
        // Only those that are ready now: a store that answers at once makes them ready again.
        for (int left = ready.size(); left > 0; left--) {
            LogicalClient client = ready.poll();
            if (client != null) {
                client.begin(clock.nanoTime());
            }
        }
        LogicalClient next = paused.peek();
        return !ready.isEmpty() ? now : next == null ? Long.MAX_VALUE : next.resumeAt;
    }

    @Override
    public long delayed() {
        return 0;
    }

    @Override
    public long neverBegun() {
        return 0;
    }
}
