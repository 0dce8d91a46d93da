package io.kvorum.harness.sim;

import java.util.List;
import java.util.Map;

/**
 * What a batch found.
 *
 * @param red the failing runs, by seed
 * @param unequal seeds whose two runs differ
 * @param neverMet coincidences that no run had
 * @param tracesHash of all traces, in the order of the seeds
 */
public record BatchResult(
        BatchOptions options,
        List<SimResult> red,
        List<Long> unequal,
        SimResult.Counts operations,
        Map<FaultKind, Long> faults,
        Map<Coincidence, Long> coincidences,
        List<Coincidence> neverMet,
        long steps,
        long virtualMillis,
        long longestSettlingMillis,
        long tracesHash,
        double seconds) {

    /** No violation, no difference between two runs of a seed, and, in a standard batch, every coincidence was met. */
    public boolean isGreen() {
        return red.isEmpty() && unequal.isEmpty() && (!options.isStandard() || neverMet.isEmpty());
    }

    public double seedsPerSecond() {
        return options.seeds() / Math.max(1e-9, seconds);
    }
}
