package io.kvorum.integrity.reconcile;

/**
 * How much may differ before somebody is alerted, for each invariant.
 *
 * @param differences so many, at most; not negative
 * @param amount so much together, each without its sign, at most; not negative
 */
public record DriftBudget(int differences, long amount) {
    /** Nothing. */
    public static final DriftBudget NONE = new DriftBudget(0, 0);

    public DriftBudget {
        if (differences < 0 || amount < 0) {
            throw new IllegalArgumentException("a budget is not negative");
        }
    }
}
