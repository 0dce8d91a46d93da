package io.kvorum.harness.checker.history;

/**
 * One operation of a client on one key, all its attempts together.
 *
 * @param process one client, or one thread of it: does one thing at a time
 * @param startNanos when it was sent first, on a monotonic clock that all processes share
 * @param endNanos when the client knew the outcome or gave up; {@link #NEVER} if neither happened
 */
public record Operation(
        long process,
        Action action,
        String key,
        Request request,
        Answer answer,
        Outcome outcome,
        long startNanos,
        long endNanos,
        Origin origin) {
    /** The end of an operation that was under way when the history ended. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * Where it comes from; of no weight for the verdict.
     *
     * @param line of the file, 0 if it comes from none
     * @param node that answered, empty if not told
     * @param writeId as the client chose it, empty if not told
     */
    public record Origin(long line, String node, String writeId) {
        /** Not told. */
        public static final Origin NONE = new Origin(0, "", "");
    }

    public Operation {
        if (endNanos < startNanos) {
            throw new IllegalArgumentException(
                    "an operation that ends before it starts: " + startNanos + " to " + endNanos);
        }
    }

    /** Whether it surely took its turn: it was applied, or its condition was looked at. */
    public boolean isDefinite() {
        return outcome == Outcome.APPLIED || outcome == Outcome.CONFLICT;
    }

    /** Whether it may still take effect after its end. */
    public boolean isOpen() {
        return outcome == Outcome.UNKNOWN;
    }

    /** From when on others surely come after it. */
    public long effectiveEndNanos() {
        return isOpen() ? NEVER : endNanos;
    }

    /** Starts one; see {@link Invocation}. */
    public static Invocation start(long process, Action action, String key, Request request, long startNanos) {
        return new Invocation(process, action, key, request, startNanos);
    }

    public Operation at(Origin place) {
        return new Operation(process, action, key, request, answer, outcome, startNanos, endNanos, place);
    }

    @Override
    public String toString() {
        return Wording.of(this);
    }
}
