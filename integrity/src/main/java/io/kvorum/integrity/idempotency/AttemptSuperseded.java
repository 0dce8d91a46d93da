package io.kvorum.integrity.idempotency;

/** An attempt came too late: another one has taken over, or has completed the request. Nothing was changed. Begin again to learn the outcome. */
public final class AttemptSuperseded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AttemptSuperseded(Attempt attempt) {
        super("the attempt with token " + attempt.token() + " at request '"
                + attempt.request().id() + "' of " + attempt.request().operation()
                + " was superseded; nothing was changed; begin again to learn the outcome");
    }
}
