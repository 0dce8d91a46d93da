package io.kvorum.integrity.idempotency;

import java.time.Duration;

/** An earlier attempt at the same request is running, as far as is known (HTTP 409); nothing was changed. Retry with the same id. */
public final class RequestInProgress extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    RequestInProgress(IdempotentRequest request, Duration retryAfter) {
        super("request '" + request.id() + "' of " + request.operation()
                + " is being carried out; retry with the same id after " + retryAfter.toMillis() + " ms");
        this.retryAfter = retryAfter;
    }

    /** Positive. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
