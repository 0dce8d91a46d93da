package io.kvorum.harness.sim;

import java.util.Arrays;

/** What happens when, in virtual time. Events of one instant run in the order in which they were added. */
final class EventQueue {
    private long[] times = new long[256];
    private long[] sequences = new long[256];
    private Runnable[] actions = new Runnable[256];
    private int size;
    private long added;
    private long nowNanos;

    long nowNanos() {
        return nowNanos;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The time of the next event. */
    long nextNanos() {
        return times[0];
    }

    void after(long delayNanos, Runnable action) {
        at(nowNanos + Math.max(0, delayNanos), action);
    }

    void at(long timeNanos, Runnable action) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            sequences = Arrays.copyOf(sequences, 2 * size);
            actions = Arrays.copyOf(actions, 2 * size);
        }
        long time = Math.max(timeNanos, nowNanos);
        long sequence = added++;
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!isBefore(time, sequence, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, time, sequence, action);
    }

    /** Runs the next event, whose time becomes the present. */
    void runNext() {
        Runnable action = actions[0];
        nowNanos = times[0];
        size--;
        if (size > 0) {
            sinkLast();
        }
        action.run();
    }

    /** Nothing happens until then. */
    void advanceTo(long timeNanos) {
        nowNanos = Math.max(nowNanos, timeNanos);
    }

    private void sinkLast() {
        long time = times[size];
        long sequence = sequences[size];
        Runnable action = actions[size];
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(times[child + 1], sequences[child + 1], child)) {
                child++;
            }
            if (isBefore(time, sequence, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        set(at, time, sequence, action);
    }

    private boolean isBefore(long time, long sequence, int slot) {
        return time < times[slot] || (time == times[slot] && sequence < sequences[slot]);
    }

    private void move(int from, int to) {
        set(to, times[from], sequences[from], actions[from]);
    }

    private void set(int slot, long time, long sequence, Runnable action) {
        times[slot] = time;
        sequences[slot] = sequence;
        actions[slot] = action;
    }
}
