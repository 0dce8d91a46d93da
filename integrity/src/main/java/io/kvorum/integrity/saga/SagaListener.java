package io.kvorum.integrity.saga;

import io.kvorum.integrity.aggregate.AggregateId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Told of what somebody should know: metrics, alerts. Called by the threads that run sagas; must not wait, and what it throws is logged. After a
 * crash the same may be told again, or not at all.
 */
public interface SagaListener {
    /** Another run has left the saga unfinished, and this one goes on with it. */
    default void tookOver(AggregateId saga, long token) {}

    /** A participant did not answer, or refused a cancellation: it is asked again. @param failures in a row, from 1 */
    default void failed(StepRequest request, int failures, RuntimeException error) {}

    /** The saga is going to be cancelled. */
    default void cancelling(AggregateId saga, String reason) {}

    /** @param phase {@link SagaPhase#CONFIRMED} or {@link SagaPhase#CANCELLED}. @param tookMillis since the start, by the cluster's time */
    default void ended(AggregateId saga, SagaPhase phase, long tookMillis) {}

    /** Writes to the log: failures whenever their number has doubled. */
    static SagaListener log() {
        Logger log = LoggerFactory.getLogger(SagaListener.class);
        return new SagaListener() {
            @Override
            public void failed(StepRequest request, int failures, RuntimeException error) {
                if (Integer.bitCount(failures) == 1) {
                    log.warn("{}: failed {} times, is asked again: {}", request, failures, error.toString());
                }
            }

            @Override
            public void cancelling(AggregateId saga, String reason) {
                log.info("{} is cancelled: {}", saga, reason);
            }
        };
    }
}
