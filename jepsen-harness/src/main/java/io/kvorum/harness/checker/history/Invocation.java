package io.kvorum.harness.checker.history;

/** An operation under way: becomes an {@link Operation} when its client knows the outcome, or gives up. */
public record Invocation(long process, Action action, String key, Request request, long startNanos) {

    public Operation applied(long endNanos, Answer answer) {
        return end(Outcome.APPLIED, answer, endNanos);
    }

    public Operation applied(long endNanos) {
        return applied(endNanos, Answer.NONE);
    }

    /** @param answer the present value if the answer showed it, else {@link Answer#NONE} */
    public Operation conflict(long endNanos, Answer answer) {
        return end(Outcome.CONFLICT, answer, endNanos);
    }

    public Operation notApplied(long endNanos) {
        return end(Outcome.NOT_APPLIED, Answer.NONE, endNanos);
    }

    /** @param endNanos when the client gave up */
    public Operation unknown(long endNanos) {
        return end(Outcome.UNKNOWN, Answer.NONE, endNanos);
    }

    private Operation end(Outcome outcome, Answer answer, long endNanos) {
        return new Operation(
                process, action, key, request, answer, outcome, startNanos, endNanos, Operation.Origin.NONE);
    }
}
