package io.kvorum.harness.live.proxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The present state of one link, and the place where its bytes wait. Safe for use by many threads. */
final class LinkGate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private LinkState state = new LinkState.Open();

    LinkState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    void set(LinkState next) {
        lock.lock();
        try {
            state = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until bytes that were read at this time may go on.
     *
     * @param readAtNanos by {@link System#nanoTime()}
     * @param luck from 0 to 1: where in the jitter of a slow link these bytes are
     * @return false if they may not, because the link rejects
     */
    boolean pass(long readAtNanos, double luck) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                switch (state) {
                    case LinkState.Open open -> {
                        return true;
                    }
                    case LinkState.Reject reject -> {
                        return false;
                    }
                    case LinkState.Cut cut -> changed.await();
                    case LinkState.Slow slow -> {
                        long left = readAtNanos + slow.nanos(luck) - System.nanoTime();
                        if (left <= 0) {
                            return true;
                        }
                        changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
