package io.kvorum.harness.checker.linear;

/**
 * Of one object.
 *
 * @param operations how many were judged
 * @param configurations how many the search looked at
 * @param why of UNKNOWN: the limit that was reached; else empty
 */
public record Verdict(Result result, int operations, long configurations, String why) {
    /** Is there an order? */
    public enum Result {
        LINEARIZABLE,
        VIOLATION,
        /** The search gave up at a limit. */
        UNKNOWN
    }

    public boolean isFine() {
        return result == Result.LINEARIZABLE;
    }
}
