package io.kvorum.harness.sim;

import io.kvorum.harness.checker.Violation;
import io.kvorum.harness.checker.history.Operation;
import java.util.List;
import java.util.Map;

/**
 * What a run did and what it found.
 *
 * @param steps events of the virtual world
 * @param virtualMillis how long it took in virtual time
 * @param settledMillis from the end of the faults until all replicas were equal
 * @param faults by kind, those that really happened
 * @param traceHash of everything that happened; the same for the same options, always
 * @param registers what clients did on keys of a strong bucket that have no tag; empty when nothing is violated
 * @param story what happened around the first violation's key, in order; empty when nothing is violated
 */
public record SimResult(
        SimOptions options,
        Profile profile,
        int nodes,
        Counts operations,
        long steps,
        long virtualMillis,
        long settledMillis,
        Map<FaultKind, Integer> faults,
        Map<Coincidence, Integer> coincidences,
        long traceHash,
        List<Violation> violations,
        List<Operation> registers,
        List<String> story) {

    /** How the operations ended. */
    public record Counts(int reads, int acknowledged, int notApplied, int unknown) {}

    public boolean isGreen() {
        return violations.isEmpty();
    }

    public String traceHashText() {
        return String.format(java.util.Locale.ROOT, "%016x", traceHash);
    }
}
