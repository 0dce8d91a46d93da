package io.kvorum.client.call;

import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * One operation, whatever the number of attempts.
 *
 * @param what for error messages, such as {@code put 'a' in bucket orders}
 * @param request made once, when cluster time is known; given that in milliseconds since 1970
 * @param expected what a good answer holds; anything else is treated as no answer
 * @param repeats it was sent before, and may be in: whatever fails now, its outcome is unknown
 */
public record Operation(
        Supplier<String> what,
        Kind kind,
        Target target,
        LongFunction<Request> request,
        Response.ResultCase expected,
        Duration deadline,
        boolean repeats) {
    public Operation(
            Supplier<String> what,
            Kind kind,
            Target target,
            LongFunction<Request> request,
            Response.ResultCase expected,
            Duration deadline) {
        this(what, kind, target, request, expected, deadline, false);
    }

    /** The same, which was sent before. */
    public Operation repeated() {
        return new Operation(what, kind, target, request, expected, deadline, true);
    }

    /** Is an answer of this kind a good one? An update whose conditions failed has been answered. */
    boolean isAnsweredBy(Response.ResultCase answer) {
        return answer == expected
                || (expected == Response.ResultCase.UPDATED && answer == Response.ResultCase.CONDITIONS_FAILED);
    }

    /** What may be done with it. */
    public enum Kind {
        /** Changes nothing: may be hedged. */
        READ,
        /** Changes nothing, and may wait at its node until the deadline: it is asked once, and the caller decides what to do next. */
        POLL,
        /** Has a write id: may be repeated. */
        WRITE,
        /** The same, of a typed bucket: the application can only repeat it as it was sent. */
        UPDATE,
        /** Sets something to a given state: may be repeated. */
        CHANGE;

        boolean changesNothing() {
            return this == READ || this == POLL;
        }
    }
}
