package io.kvorum.integrity.saga;

/** How far a saga is. */
public enum SagaPhase {
    /** Steps are tried; it can still go either way. */
    TRYING,
    /** It is decided: steps are confirmed. */
    CONFIRMING,
    /** Steps are cancelled. */
    CANCELLING,
    /** It is over: all steps are confirmed. */
    CONFIRMED,
    /** It is over: all that was asked of anybody is cancelled. */
    CANCELLED;

    public boolean isOver() {
        return this == CONFIRMED || this == CANCELLED;
    }
}
