package io.kvorum.integrity.saga;

import io.kvorum.integrity.outbox.Backoff;
import io.kvorum.integrity.tag.Time;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How sagas are run.
 *
 * @param leaseFor a run that was not heard of for so long, by the cluster's time, is taken over; positive. Longer than a participant takes to
 *     answer: a run that is slower is taken over as well, which costs duplicates and no correctness
 * @param backoff between attempts to ask a participant
 * @param listener told of failures and ends
 * @param time to pause by; the saga's own times are the cluster's
 * @param random safe for use by many threads
 */
public record SagaOptions(
        Duration leaseFor, Backoff backoff, SagaListener listener, Time time, RandomGenerator random) {
    public static final SagaOptions DEFAULT = new SagaOptions(
            Duration.ofSeconds(10),
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5)),
            SagaListener.log(),
            Time.system(),
            new SecureRandom());

    public SagaOptions {
        if (leaseFor.isNegative() || leaseFor.isZero()) {
            throw new IllegalArgumentException("a run is left to its saga for some time, not " + leaseFor);
        }
    }

    public SagaOptions leaseFor(Duration duration) {
        return new SagaOptions(duration, backoff, listener, time, random);
    }

    public SagaOptions backoff(Backoff other) {
        return new SagaOptions(leaseFor, other, listener, time, random);
    }

    public SagaOptions listener(SagaListener other) {
        return new SagaOptions(leaseFor, backoff, other, time, random);
    }

    public SagaOptions time(Time other) {
        return new SagaOptions(leaseFor, backoff, listener, other, random);
    }
}
