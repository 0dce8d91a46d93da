package io.kvorum.integrity.reconcile;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at invariants, and remembers what it has found, so that only what stays counts. Safe for use by many threads: looks come one after the
 * other.
 */
public final class Reconciliation {
    private final List<Invariant> invariants;
    private final ReconcileOptions options;
    // Under the lock of this object: by invariant and place.
    private final Map<String, Map<String, Seen>> seen = new HashMap<>();

    /** @param looks in a row */
    private record Seen(long amount, int looks) {}

    /** @throws IllegalArgumentException if two invariants have one name */
    public Reconciliation(List<Invariant> invariants, ReconcileOptions options) {
        this.invariants = List.copyOf(invariants);
        this.options = options;
        Set<String> names = new HashSet<>();
        for (Invariant invariant : invariants) {
            if (!names.add(invariant.name())) {
                throw new IllegalArgumentException("two invariants are named '" + invariant.name() + "'");
            }
        }
    }

    /** Looks once at all of them. One that fails keeps no other from being looked at. */
    public synchronized Report look() {
        Instant at = Instant.ofEpochMilli(options.time().wallMillis());
        List<Report.Finding> findings = new ArrayList<>();
        for (Invariant invariant : invariants) {
            findings.add(look(invariant));
        }
        return new Report(at, findings);
    }

    /** Looks as often as a difference needs to count, and once is enough if nothing differs. */
    public synchronized Report settle() {
        Report report = look();
        for (int i = 1; i < options.looks() && !report.isClean(); i++) {
            report = look();
        }
        return report;
    }

    private Report.Finding look(Invariant invariant) {
        List<Difference> found;
        try {
            found = invariant.differences();
        } catch (RuntimeException e) {
            // Not known is not good. What was seen before is neither confirmed nor gone.
            return new Report.Finding(invariant.name(), List.of(), List.of(), e.toString(), false);
        }
        Map<String, Seen> before = seen.getOrDefault(invariant.name(), Map.of());
        Map<String, Seen> now = new HashMap<>();
        List<Difference> counted = new ArrayList<>();
        List<Difference> pending = new ArrayList<>();
        for (Difference difference : found) {
            Seen earlier = before.get(difference.where());
            int looks = earlier != null && earlier.amount() == difference.amount() ? earlier.looks() + 1 : 1;
            Seen present = new Seen(difference.amount(), looks);
            now.put(difference.where(), present);
            (present.looks() >= options.looks() ? counted : pending).add(difference);
        }
        seen.put(invariant.name(), now);
        return new Report.Finding(invariant.name(), counted, pending, "", isWithinBudget(counted));
    }

    private boolean isWithinBudget(List<Difference> counted) {
        BigInteger amount = counted.stream()
                .map(difference -> BigInteger.valueOf(difference.amount()).abs())
                .reduce(BigInteger.ZERO, BigInteger::add);
        return counted.size() <= options.budget().differences()
                && amount.compareTo(BigInteger.valueOf(options.budget().amount())) <= 0;
    }
}
