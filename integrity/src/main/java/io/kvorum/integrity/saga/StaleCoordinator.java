package io.kvorum.integrity.saga;

/** A call came with a token smaller than one that the participant has seen: the saga has gone on without its sender. Nothing was done. */
public final class StaleCoordinator extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long seen;

    StaleCoordinator(StepRequest request, long seen) {
        super(request + " comes too late: token " + seen + " was here before; nothing was done");
        this.seen = seen;
    }

    /** The greatest token that the participant has seen for this step. */
    public long seen() {
        return seen;
    }
}
