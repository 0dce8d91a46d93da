package io.kvorum.client.lease;

import io.kvorum.client.KvorumException;

/**
 * Renews a lease each time a third of its duration is over, and notices its end also while a renewal waits for its answer. Safe for use by
 * many threads.
 */
final class KeepAlive {
    private static final int TICKS_PER_DURATION = 3;
    private static final int RETRIES_PER_DURATION = 10;

    private final Lease lease;
    private final LeaseTime time;
    private boolean running;
    private Runnable cancelTick = () -> {};
    private Runnable cancelEnd = () -> {};

    KeepAlive(Lease lease, LeaseTime time) {
        this.lease = lease;
        this.time = time;
    }

    synchronized void start() {
        if (!running) {
            running = true;
            scheduleTick(untilTick());
            scheduleEnd();
        }
    }

    synchronized void stop() {
        running = false;
        cancelTick.run();
        cancelEnd.run();
    }

    private void tick() {
        long pause;
        try {
            lease.renew();
            pause = untilTick();
        } catch (KvorumException e) {
            // It is held as long as before: there is time for some more attempts.
            pause = lease.duration().toNanos() / RETRIES_PER_DURATION;
        }
        scheduleTick(pause);
    }

    private void end() {
        if (lease.isHeld()) {
            scheduleEnd();
        }
    }

    private synchronized void scheduleTick(long pause) {
        if (running) {
            // One may be due already, if it was stopped and started while a renewal was under way.
            cancelTick.run();
            cancelTick = time.schedule(pause, this::tick);
        }
    }

    private synchronized void scheduleEnd() {
        if (running) {
            cancelEnd = time.schedule(Math.max(1, lease.remaining().toNanos()), this::end);
        }
    }

    /** Counted from when the last renewal was sent, so that a slow answer does not delay the next one. */
    private long untilTick() {
        long durationNanos = lease.duration().toNanos();
        return Math.max(1, lease.remaining().toNanos() - (durationNanos - durationNanos / TICKS_PER_DURATION));
    }
}
