package io.kvorum.harness.checker.linear;

import java.time.Duration;

/**
 * What a search may cost. Beyond it the verdict is "unknown", never "fine".
 *
 * @param configurations so many are remembered for one object, at some 100 bytes each
 * @param nanos so long may one object take; {@link Long#MAX_VALUE} for no limit, which makes the verdict reproducible
 */
public record Limits(long configurations, long nanos) {
    public static final long DEFAULT_CONFIGURATIONS = 5_000_000;

    /** For simulated runs: the same history, the same verdict. */
    public static final Limits REPRODUCIBLE = new Limits(1_000_000, Long.MAX_VALUE);

    public static Limits of(long configurations, Duration time) {
        return new Limits(configurations, time.toNanos());
    }
}
