package io.kvorum.integrity.idempotency;

import io.kvorum.integrity.tag.Time;
import java.time.Duration;

/**
 * How long requests are remembered.
 *
 * @param keepFor a record is kept for at least so long after the request was begun
 * @param attemptFor an attempt that was not completed after so long is taken over by a retry
 * @param maxRecords so many records a tag holds at most, at least 1; beyond them new requests are refused until some expire
 * @param time the wall clock of the tag's updates counts for expiry; this one's monotonic clock for attempts whose end never comes
 *     because a wall clock went back
 */
public record IdempotencyOptions(Duration keepFor, Duration attemptFor, int maxRecords, Time time) {
    public static final IdempotencyOptions DEFAULT =
            new IdempotencyOptions(Duration.ofDays(2), Duration.ofSeconds(30), 512, Time.system());

    public IdempotencyOptions {
        if (keepFor.compareTo(attemptFor) < 0 || attemptFor.isNegative() || attemptFor.isZero() || maxRecords < 1) {
            throw new IllegalArgumentException("a record is kept for longer than an attempt takes");
        }
    }

    public IdempotencyOptions keepFor(Duration duration) {
        return new IdempotencyOptions(duration, attemptFor, maxRecords, time);
    }

    public IdempotencyOptions attemptFor(Duration duration) {
        return new IdempotencyOptions(keepFor, duration, maxRecords, time);
    }

    public IdempotencyOptions maxRecords(int records) {
        return new IdempotencyOptions(keepFor, attemptFor, records, time);
    }

    public IdempotencyOptions time(Time other) {
        return new IdempotencyOptions(keepFor, attemptFor, maxRecords, other);
    }
}
