package io.kvorum.client;

/** The request is wrong, and stays wrong: {@link #code} says how. */
public final class BadRequest extends KvorumException {
    private static final long serialVersionUID = 1L;

    public BadRequest(FailureDetails details) {
        super(details, null);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
