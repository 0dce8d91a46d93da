package io.kvorum.integrity.saga;

import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.idempotency.DerivedIds;
import java.util.regex.Pattern;

/**
 * What a saga asks of a participant; goes with each call, over whatever protocol.
 *
 * @param saga who asks
 * @param step lower-case letters, digits and underscores, from 1 to 32, first a letter
 * @param token the fencing token, at least 1: greater than that of every call of this saga that another decision led to
 * @param holdUntilMillis until when a hold is kept, by the cluster's time; milliseconds since 1970. Of a step without a hold: when it was
 *     first asked for
 */
public record StepRequest(AggregateId saga, String step, Direction direction, long token, long holdUntilMillis) {
    private static final Pattern STEP = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    /** @throws IllegalArgumentException if one of them is out of its bounds */
    public StepRequest {
        checkName(step);
        if (token < 1 || holdUntilMillis < 0) {
            throw new IllegalArgumentException("a token is at least 1, not " + token + ", and a time is not negative");
        }
    }

    static void checkName(String step) {
        if (!STEP.matcher(step).matches()) {
            throw new IllegalArgumentException("not the name of a step: '" + step + "'");
        }
    }

    /** The idempotency id: the same each time that this is asked, by whichever run of the saga. 32 hexadecimal digits. */
    public String id() {
        return DerivedIds.of("saga", saga.tag(), step, direction.name());
    }

    @Override
    public String toString() {
        return direction + " of step '" + step + "' of " + saga + " with token " + token;
    }
}
