package io.kvorum.integrity.idempotency;

/** An idempotency id was used before, for another request (HTTP 422); nothing was changed. Use a new id for a new request. */
public final class IdempotencyMismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IdempotencyMismatch(IdempotentRequest request) {
        super("idempotency id '" + request.id() + "' of " + request.operation()
                + " was used for another request; nothing was changed; a new request needs a new id");
    }
}
