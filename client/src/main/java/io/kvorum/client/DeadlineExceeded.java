package io.kvorum.client;

/** The deadline came first. Nothing was changed: a write that may have been is an {@link OutcomeUnknown}. */
public final class DeadlineExceeded extends KvorumException {
    private static final long serialVersionUID = 1L;

    public DeadlineExceeded(FailureDetails details) {
        super(details, null);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
