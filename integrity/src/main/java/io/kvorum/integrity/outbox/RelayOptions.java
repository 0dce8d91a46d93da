package io.kvorum.integrity.outbox;

import io.kvorum.integrity.tag.Time;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How events are relayed.
 *
 * @param maxAttempts after so many failed deliveries of one process, and not before {@code patience} is over, an event becomes a dead
 *     letter; at least 1. That the receiver's store does not answer does not count
 * @param patience since the first failed delivery
 * @param backoff between them, and whenever the store does not answer
 * @param markEvery so many delivered events are removed from the outbox by one write, at most; from 1 to 1,024. After a crash so many
 *     may come again
 * @param random safe for use by many threads
 */
public record RelayOptions(
        int maxAttempts, Duration patience, Backoff backoff, int markEvery, Time time, RandomGenerator random) {
    public static final RelayOptions DEFAULT = new RelayOptions(
            10,
            Duration.ofMinutes(10),
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(30)),
            64,
            Time.system(),
            new SecureRandom());

    public RelayOptions {
        if (maxAttempts < 1 || patience.isNegative() || markEvery < 1 || markEvery > 1_024) {
            throw new IllegalArgumentException("at least one attempt, and from 1 to 1,024 events by one write");
        }
    }

    public RelayOptions maxAttempts(int attempts) {
        return new RelayOptions(attempts, patience, backoff, markEvery, time, random);
    }

    public RelayOptions patience(Duration duration) {
        return new RelayOptions(maxAttempts, duration, backoff, markEvery, time, random);
    }

    public RelayOptions backoff(Backoff other) {
        return new RelayOptions(maxAttempts, patience, other, markEvery, time, random);
    }

    public RelayOptions markEvery(int events) {
        return new RelayOptions(maxAttempts, patience, backoff, events, time, random);
    }

    public RelayOptions time(Time other) {
        return new RelayOptions(maxAttempts, patience, backoff, markEvery, other, random);
    }
}
