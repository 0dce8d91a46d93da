package io.kvorum.integrity.guard;

/** A request's condition does not hold (HTTP 412), or it has none where one is required (428); nothing was changed. Read, and decide. */
public final class PreconditionNotMet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    PreconditionNotMet(int status, String message) {
        super(message);
        this.status = status;
    }

    /** 412 or 428. */
    public int status() {
        return status;
    }
}
