package io.kvorum.integrity.outbox;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: exponential with full jitter, that is any length from zero up to a bound that doubles. See Brooker,
 * <em>Exponential Backoff And Jitter</em> (2015).
 *
 * @param first the bound of the first pause; positive
 * @param longest of all pauses; not less than the first
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses from " + first + " to " + longest);
        }
    }

    /** @param failures so far, at least 1 */
    public long nanos(int failures, RandomGenerator random) {
        double bound = (double) first.toNanos() * Math.pow(2, Math.min(failures - 1, MOST_DOUBLINGS));
        return random.nextLong(1 + (long) Math.min(bound, (double) longest.toNanos()));
    }
}
