package io.kvorum.client;

import java.time.Duration;

/** A limit of the client or of the cluster was reached, and nothing was changed. Come back later. */
public final class Overloaded extends KvorumException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public Overloaded(FailureDetails details, Duration retryAfter) {
        super(details, null);
        this.retryAfter = retryAfter;
    }

    /** When it makes sense to try again; zero if not known. */
    public Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
