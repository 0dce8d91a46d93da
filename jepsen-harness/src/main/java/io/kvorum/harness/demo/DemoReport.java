package io.kvorum.harness.demo;

import io.kvorum.harness.verifier.Verdict;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came out.
 *
 * @param verdict of the check from outside
 * @param imported pairs
 * @param phases the load, chapter by chapter
 * @param timeToConsistency from an acknowledgement until the last replica had the write; sampled, outages included
 */
public record DemoReport(
        Verdict verdict,
        long imported,
        List<Meter.Phase> phases,
        TimeToConsistency timeToConsistency,
        long durationMs) {

    /**
     * @param samples writes that were followed
     * @param unfinished of these, not seen on every replica in the end
     */
    public record TimeToConsistency(long samples, long unfinished, double p50Ms, double p99Ms, double maxMs) {}

    public DemoReport {
        phases = List.copyOf(phases);
    }

    public long operations() {
        return imported + phases.stream().mapToLong(Meter.Phase::operations).sum();
    }

    public long failed() {
        return phases.stream().mapToLong(Meter.Phase::failures).sum();
    }

    public long longestPauseMs() {
        return phases.stream().mapToLong(Meter.Phase::longestPauseMs).max().orElse(0);
    }

    /** How operations failed, over all phases. */
    public SortedMap<String, Long> failures() {
        SortedMap<String, Long> sums = new TreeMap<>();
        phases.forEach(phase -> phase.failed().forEach((how, count) -> sums.merge(how, count, Long::sum)));
        return sums;
    }

    public boolean promisesKept() {
        return verdict.isClean();
    }
}
