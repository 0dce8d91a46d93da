package io.kvorum.client;

/** The caller may not do this. */
public final class NotAllowed extends KvorumException {
    private static final long serialVersionUID = 1L;

    public NotAllowed(FailureDetails details) {
        super(details, null);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
