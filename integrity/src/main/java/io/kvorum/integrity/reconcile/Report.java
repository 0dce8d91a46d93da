package io.kvorum.integrity.reconcile;

import java.time.Instant;
import java.util.List;

/**
 * What a look has found.
 *
 * @param at when it began; to be shown
 */
public record Report(Instant at, List<Finding> findings) {
    public Report {
        findings = List.copyOf(findings);
    }

    /**
     * Of one invariant.
     *
     * @param counted differences that were there by enough looks in a row
     * @param pending those that are new or have changed: the next looks tell
     * @param failure why it could not be looked at; empty: it could
     * @param withinBudget it could be looked at, and what is counted is within the budget
     */
    public record Finding(
            String invariant,
            List<Difference> counted,
            List<Difference> pending,
            String failure,
            boolean withinBudget) {
        public Finding {
            counted = List.copyOf(counted);
            pending = List.copyOf(pending);
        }
    }

    /** All are within their budgets: a deployment may go on. */
    public boolean isGood() {
        return findings.stream().allMatch(Finding::withinBudget);
    }

    /** Nothing differs, not even as a new difference that does not count yet. */
    public boolean isClean() {
        return isGood()
                && findings.stream()
                        .allMatch(finding ->
                                finding.counted().isEmpty() && finding.pending().isEmpty());
    }
}
