package io.kvorum.harness.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts what clients experience, by phase of the demo. A pause is the time between two successes of one client that had
 * something to do all the while. Safe for use by many threads.
 */
public final class Meter {
    /**
     * @param failed by what was thrown and what it said of the data
     * @param longestPauseMs of any client
     */
    public record Phase(
            String name, long operations, SortedMap<String, Long> failed, long longestPauseMs, long durationMs) {
        public long failures() {
            return failed.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final List<Phase> finished = new ArrayList<>();
    private String name = "";
    private long startedAtNanos;
    private long operations;
    private long longestPauseNanos;
    private SortedMap<String, Long> failed = new TreeMap<>();

    /** Ends the present phase, if any, and begins another. */
    public synchronized void begin(String phase) {
        end();
        name = phase;
        startedAtNanos = System.nanoTime();
    }

    public synchronized void end() {
        if (!name.isEmpty()) {
            finished.add(present());
        }
        name = "";
        operations = 0;
        longestPauseNanos = 0;
        failed = new TreeMap<>();
    }

    public synchronized Phase present() {
        long durationMs = (System.nanoTime() - startedAtNanos) / 1_000_000;
        return new Phase(name, operations, new TreeMap<>(failed), longestPauseNanos / 1_000_000, durationMs);
    }

    public synchronized List<Phase> finished() {
        return List.copyOf(finished);
    }

    private synchronized void succeeded(long pauseNanos) {
        operations++;
        longestPauseNanos = Math.max(longestPauseNanos, pauseNanos);
    }

    private synchronized void failed(String how) {
        operations++;
        failed.merge(how, 1L, Long::sum);
    }

    /** For one client; for one thread. */
    public Client client() {
        return new Client();
    }

    /** Takes the time between the successes of one client. */
    public final class Client {
        private long lastNanos = System.nanoTime();

        private Client() {}

        void success() {
            long now = System.nanoTime();
            succeeded(now - lastNanos);
            lastNanos = now;
        }

        /** @param how the error and what it said of the data */
        void failure(String how) {
            failed(how);
        }

        /** The client had nothing to do until now. */
        void rested() {
            lastNanos = System.nanoTime();
        }
    }
}
