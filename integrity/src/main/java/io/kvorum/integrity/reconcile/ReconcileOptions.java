package io.kvorum.integrity.reconcile;

import io.kvorum.integrity.tag.Time;

/**
 * How invariants are looked at.
 *
 * @param budget of each invariant
 * @param looks a difference counts once it was found, with the same amount, by so many looks in a row; at least 1. With 1 a difference that
 *     only seems to be there, because sources are written while they are read, counts as well
 * @param time its wall clock is shown
 */
public record ReconcileOptions(DriftBudget budget, int looks, Time time) {
    public static final ReconcileOptions DEFAULT = new ReconcileOptions(DriftBudget.NONE, 2, Time.system());

    public ReconcileOptions {
        if (looks < 1) {
            throw new IllegalArgumentException("at least one look is needed, not " + looks);
        }
    }

    public ReconcileOptions budget(DriftBudget other) {
        return new ReconcileOptions(other, looks, time);
    }

    public ReconcileOptions looks(int inARow) {
        return new ReconcileOptions(budget, inARow, time);
    }

    public ReconcileOptions time(Time other) {
        return new ReconcileOptions(budget, looks, other);
    }
}
