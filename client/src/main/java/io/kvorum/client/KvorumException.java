package io.kvorum.client;

import io.kvorum.protocol.client.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * An operation failed. The classes below are all there are; {@link #code} is finer. A write whose outcome is not known is
 * always an {@link OutcomeUnknown}, whatever failed; all others say that nothing was changed, unless {@link #outcome} says
 * otherwise.
 */
public abstract sealed class KvorumException extends RuntimeException
        permits BadRequest,
                DeadlineExceeded,
                Incompatible,
                NotAllowed,
                OutcomeUnknown,
                Overloaded,
                PreconditionFailed,
                SiblingsUnresolved,
                Unavailable {
    private static final long serialVersionUID = 1L;

    private final transient FailureDetails details;

    KvorumException(FailureDetails details, @Nullable Throwable cause) {
        super(details.message(), cause);
        this.details = details;
    }

    /** Whether the same call may succeed later; a write then has to be repeated with its write id. */
    public abstract boolean retryable();

    public ErrorCode code() {
        return details.code();
    }

    /** What happened to the data. */
    public Outcome outcome() {
        return details.outcome();
    }

    /** The operation's name in the logs of client and nodes. */
    public String requestId() {
        return details.requestId();
    }

    /** Who had acknowledged by then; {@link Receipt#NONE} if nobody. */
    public Receipt receipt() {
        return details.receipt();
    }

    public FailureDetails details() {
        return details;
    }
}
