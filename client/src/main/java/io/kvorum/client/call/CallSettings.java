package io.kvorum.client.call;

import io.kvorum.client.Endpoint;
import io.kvorum.client.connect.ConnectionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Limits and intervals of operations.
 *
 * @param onlyGiven nodes that are not among the endpoints are not asked
 * @param attemptTimeout when an unanswered attempt is repeated elsewhere; less than the deadline
 * @param maxInFlight operations that wait for their answer; beyond it they are refused at once
 * @param region whose replicas are asked first
 * @param hedgeAfter when an unanswered read is sent to a second node as well; empty: never
 * @param retryShare retries per ordinary request, in the long run
 * @param hedgeShare hedges per read, in the long run
 */
public record CallSettings(
        List<Endpoint> endpoints,
        boolean onlyGiven,
        Duration attemptTimeout,
        int maxInFlight,
        Optional<String> region,
        Optional<Duration> hedgeAfter,
        double retryShare,
        double hedgeShare,
        ConnectionSettings connections) {
    static final Duration BACKOFF_MIN = Duration.ofMillis(10);
    static final Duration BACKOFF_MAX = Duration.ofMillis(500);
    static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(1);
    /** Two refreshes of the topology are at least so far apart, whatever epochs nodes claim. */
    static final Duration REFRESH_PAUSE = Duration.ofMillis(100);
    /** Retries and hedges per second that are always free. */
    static final double FREE_PER_SECOND = 10;
}
