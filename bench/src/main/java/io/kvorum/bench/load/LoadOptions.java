package io.kvorum.bench.load;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How a store is put under load.
 *
 * @param threads logical clients, each with one operation in flight; they need no thread each. In an open loop this is how
 *     many operations may be in flight: those that are due beyond it wait, and are timed from when they were due
 * @param ratePerSecond of an open loop; a closed loop if empty
 * @param warmUp not measured
 * @param measured how long is measured
 * @param seed of keys and kinds of operations
 * @param verify check every value that is read
 */
public record LoadOptions(
        int threads, OptionalDouble ratePerSecond, Duration warmUp, Duration measured, long seed, boolean verify) {
    public LoadOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one client is needed");
        }
        if (ratePerSecond.isPresent() && !(ratePerSecond.getAsDouble() > 0)) {
            throw new IllegalArgumentException("the rate must be more than 0");
        }
        if (warmUp.isNegative() || measured.isNegative() || measured.isZero()) {
            throw new IllegalArgumentException("the measured time must be more than 0");
        }
    }

    /** A closed loop that checks what it reads. */
    public static LoadOptions closed(int threads, Duration warmUp, Duration measured, long seed) {
        return new LoadOptions(threads, OptionalDouble.empty(), warmUp, measured, seed, true);
    }
}
