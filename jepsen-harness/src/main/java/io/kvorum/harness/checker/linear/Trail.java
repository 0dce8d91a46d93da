package io.kvorum.harness.checker.linear;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What was done, in order: a stack of numbers. */
final class Trail {
    private int[] entries = new int[64];
    private int size;

    int size() {
        return size;
    }

    void push(int entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, 2 * size);
        }
        entries[size++] = entry;
    }

    int pop() {
        return entries[--size];
    }

    IntStream entries() {
        return Arrays.stream(entries, 0, size);
    }
}
