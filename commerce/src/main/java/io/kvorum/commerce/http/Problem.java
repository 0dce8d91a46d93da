package io.kvorum.commerce.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What went wrong, as RFC 9457 has it.
 *
 * @param detail for people: what happened to the data, and what to do next
 * @param retryAfter when it makes sense to try again
 */
public record Problem(Kind kind, String detail, Optional<Duration> retryAfter) {
    static final String CONTENT_TYPE = "application/problem+json";
    private static final String TYPES = "urn:kvorum:problem:";

    /** What programs look at: stable. Unless it says otherwise, nothing was changed. */
    public enum Kind {
        BAD_REQUEST(400, "bad-request", "The request is not as it should be", Again.NO),
        KEY_MISSING(400, "idempotency-key-missing", "The request needs an Idempotency-Key", Again.NO),
        UNKNOWN(404, "unknown", "There is no such thing", Again.NO),
        METHOD(405, "method-not-allowed", "This cannot be done to that", Again.NO),
        EXISTS(409, "exists", "It is there already, and is another one", Again.NO),
        IN_PROGRESS(409, "request-in-progress", "The same request is being carried out", Again.YES),
        NOT_ENOUGH_STOCK(409, "not-enough-stock", "There is not enough in stock", Again.NO),
        NOT_ENOUGH_MONEY(409, "not-enough-money", "The account does not cover it", Again.NO),
        HOLD_ENDED(409, "hold-ended", "What was held is free again", Again.NO),
        NOT_NOW(409, "not-now", "This cannot be done in this state", Again.NO),
        STEP_REFUSED(409, "step-refused", "The participant refuses the step of the saga", Again.NO),
        STALE(409, "stale-coordinator", "The saga has gone on without this sender", Again.NO),
        STEP_FORGOTTEN(410, "step-forgotten", "It is not known any more what became of the step", Again.NO),
        PRECONDITION_FAILED(412, "precondition-failed", "It has another version", Again.NO),
        TOO_LARGE(413, "body-too-large", "The body is too large", Again.NO),
        OTHER_CURRENCY(422, "other-currency", "It is kept in another currency", Again.NO),
        TOO_MUCH(422, "too-much", "A sum would be too large", Again.NO),
        KEY_REUSED(422, "idempotency-key-reused", "The Idempotency-Key was used for another request", Again.NO),
        EVENT_REFUSED(422, "event-refused", "The event will never be accepted", Again.NO),
        PRECONDITION_REQUIRED(428, "precondition-required", "The request needs If-Match", Again.NO),
        INTERNAL(500, "internal", "The service has failed", Again.UNKNOWN),
        UNAVAILABLE(503, "unavailable", "Too few replicas answer", Again.YES),
        NO_ROOM(503, "no-room", "Too much is under way", Again.YES),
        DRAINING(503, "draining", "The service is shutting down", Again.YES),
        OUTCOME_UNKNOWN(504, "outcome-unknown", "It may be done, now or later", Again.UNKNOWN);

        private final int status;
        private final String slug;
        private final String title;
        private final Again again;

        Kind(int status, String slug, String title, Again again) {
            this.status = status;
            this.slug = slug;
            this.title = title;
            this.again = again;
        }

        public int status() {
            return status;
        }

        /** The stable type. */
        public String type() {
            return TYPES + slug;
        }
    }

    private enum Again {
        /** The same request fails again as long as nothing else changes. */
        NO(false, "not-applied"),
        YES(true, "not-applied"),
        /** Under the same key it can be repeated, and is done once. */
        UNKNOWN(true, "unknown");

        private final boolean retryable;
        private final String outcome;

        Again(boolean retryable, String outcome) {
            this.retryable = retryable;
            this.outcome = outcome;
        }
    }

    public Problem(Kind kind, String detail) {
        this(kind, detail, Optional.empty());
    }

    /** As it is sent. */
    public Reply reply(String requestId) {
        ObjectNode body = Json.object()
                .put("type", kind.type())
                .put("title", kind.title)
                .put("status", kind.status)
                .put("detail", detail)
                .put("retryable", kind.again.retryable)
                .put("outcome", kind.again.outcome)
                .put("requestId", requestId);
        Reply reply = new Reply(kind.status, CONTENT_TYPE, Map.of(), Json.bytes(body));
        return retryAfter
                .map(after -> reply.header(
                        "Retry-After",
                        Long.toString(Math.max(1, after.plusMillis(999).toSeconds()))))
                .orElse(reply);
    }
}
