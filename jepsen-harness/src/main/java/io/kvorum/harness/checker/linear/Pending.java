package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Operation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The definite operations of an object that are not linearized yet: a list of their starts and ends in the order of time, from
 * which an operation can be taken out and put back (Lowe's version of Wing and Gong's list). Whatever starts before the first
 * end may come next.
 *
 * <p>What ends at the instant at which another one starts counts as concurrent.
 */
final class Pending {
    private final Operation[] operations;
    private final int[] next;
    private final int[] previous;
    private final int head;
    private int size;
    private long highSum;
    private long lowSum;

    Pending(List<Operation> definite, PlantedError planted) {
        operations = definite.toArray(Operation[]::new);
        size = operations.length;
        head = 2 * size;
        next = new int[head + 1];
        previous = new int[head + 1];
        Integer[] events = new Integer[head];
        Arrays.setAll(events, i -> i);
        Arrays.sort(
                events,
                Comparator.<Integer>comparingLong(
                                event -> planted == PlantedError.REAL_TIME_IS_IGNORED ? 0 : time(event))
                        .thenComparingInt(
                                event -> planted == PlantedError.TOUCHING_IS_AFTER ? 1 - (event & 1) : event & 1)
                        .thenComparingInt(event -> event));
        int last = head;
        for (int event : events) {
            next[last] = event;
            previous[event] = last;
            last = event;
        }
        next[last] = head;
        previous[head] = last;
    }

    private long time(int event) {
        Operation operation = operations[event >> 1];
        return isStart(event) ? operation.startNanos() : operation.endNanos();
    }

    private boolean isStart(int event) {
        return event != head && (event & 1) == 0;
    }

    Operation operation(int index) {
        return operations[index];
    }

    boolean isEmpty() {
        return size == 0;
    }

    long highSum() {
        return highSum;
    }

    long lowSum() {
        return lowSum;
    }

    /** The first that may come next; -1 if there is none. */
    int first() {
        return candidate(next[head]);
    }

    /** The one after it that may come next, too; -1 if there is none. It may have been taken out just now. */
    int after(int index) {
        return candidate(next[2 * index]);
    }

    private int candidate(int event) {
        return isStart(event) ? event >> 1 : -1;
    }

    /** When the first of them ends; whatever starts later comes after it. */
    long firstEndNanos() {
        int event = next[head];
        while (isStart(event)) {
            event = next[event];
        }
        return event == head ? Operation.NEVER : time(event);
    }

    void take(int index) {
        unlink(2 * index + 1);
        unlink(2 * index);
        size--;
        sum(index);
    }

    /** Undoes the last {@link #take} that was not undone. */
    void putBack(int index) {
        relink(2 * index);
        relink(2 * index + 1);
        size++;
        sum(index);
    }

    private void sum(int index) {
        highSum ^= Mixing.high(index);
        lowSum ^= Mixing.low(index);
    }

    private void unlink(int event) {
        next[previous[event]] = next[event];
        previous[next[event]] = previous[event];
    }

    private void relink(int event) {
        next[previous[event]] = event;
        previous[next[event]] = event;
    }
}
