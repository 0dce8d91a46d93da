package io.kvorum.commerce.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvorum.commerce.domain.Names;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.saga.Direction;
import io.kvorum.integrity.saga.StepRequest;
import java.util.regex.Pattern;

/** How a saga's request to a participant is said in JSON. Its idempotency key follows from it. */
public final class StepBodies {
    private static final Pattern STEP = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    private StepBodies() {}

    /** The field {@code step}. */
    public static ObjectNode of(StepRequest request) {
        return Json.object()
                .put("name", request.step())
                .put("token", request.token())
                .put("holdUntil", request.holdUntilMillis());
    }

    /**
     * Reads it.
     *
     * @param type of the saga, as is its path parameter {@code id}
     * @throws ProblemException 400 if it is none, or if the idempotency key is another one than it should be
     */
    public static StepRequest read(Call call, Fields body, String type, Direction direction) {
        Fields step = body.object("step");
        StepRequest request = new StepRequest(
                new AggregateId(type, call.parameter("id", Names.DERIVED)),
                step.name("name", STEP),
                direction,
                step.number("token", 1, Long.MAX_VALUE),
                step.number("holdUntil", 0, Long.MAX_VALUE));
        step.end();
        if (!Requests.key(call).equals(request.id())) {
            throw new ProblemException(
                    Kind.BAD_REQUEST, Requests.KEY + " of a step is derived from saga, step and direction");
        }
        return request;
    }
}
