package io.kvorum.integrity.saga;

/** A participant will not do what a step asks, and has done nothing: the saga is cancelled. */
public final class StepRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param reason for who looks at the saga */
    public StepRefused(String reason) {
        super(reason);
    }
}
