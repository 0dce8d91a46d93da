package io.kvorum.client.lease;

import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How leases are taken. Immutable.
 *
 * @param holder the name that others see; at most {@value LeaseRecord#MAX_HOLDER_LENGTH} characters
 * @param rateMargin by which a contender waits longer than the duration, as a share of it; above 0, at most 1. It has to exceed by what
 *     the clock of a contender may be faster than that of a holder: with 0.1 the faster one may run by up to 10 percent faster. All who
 *     use a lease need not have the same.
 * @param pollInterval how often a contender looks, on average; between half of it and one and a half
 * @param time of this process
 * @param random for jitter and nonces; safe for use by many threads
 */
public record LeaseOptions(
        String holder, double rateMargin, Duration pollInterval, LeaseTime time, RandomGenerator random) {
    /** A margin of a tenth, a look every 250 ms, and {@code pid@host} as holder. */
    public static final LeaseOptions DEFAULT = new LeaseOptions(
            ManagementFactory.getRuntimeMXBean().getName(),
            0.1,
            Duration.ofMillis(250),
            LeaseTime.system(),
            new SecureRandom());

    /** @throws IllegalArgumentException if something is out of bounds */
    public LeaseOptions {
        if (!(rateMargin > 0 && rateMargin <= 1)) {
            throw new IllegalArgumentException("the margin of rates is above 0 and at most 1, not " + rateMargin);
        }
        if (pollInterval.isNegative() || pollInterval.isZero()) {
            throw new IllegalArgumentException("the poll interval is above 0");
        }
    }

    public LeaseOptions holder(String name) {
        return new LeaseOptions(name, rateMargin, pollInterval, time, random);
    }

    public LeaseOptions rateMargin(double share) {
        return new LeaseOptions(holder, share, pollInterval, time, random);
    }

    public LeaseOptions pollInterval(Duration interval) {
        return new LeaseOptions(holder, rateMargin, interval, time, random);
    }

    public LeaseOptions time(LeaseTime other) {
        return new LeaseOptions(holder, rateMargin, pollInterval, other, random);
    }

    public LeaseOptions random(RandomGenerator other) {
        return new LeaseOptions(holder, rateMargin, pollInterval, time, other);
    }

    /** A pause between two looks, spread so that contenders that began together come apart. */
    long pauseNanos() {
        return Math.max(1, (long) (pollInterval.toNanos() * (0.5 + random.nextDouble())));
    }
}
