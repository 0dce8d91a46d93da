package io.kvorum.integrity.saga;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import java.time.Instant;
import java.util.List;

/**
 * A saga at one instant. Times are the cluster's.
 *
 * @param reason why it is cancelled; empty if it is not
 * @param token of the last call
 * @param deadline if it is not decided by then it is cancelled
 * @param coordinatedUntil until then whoever advanced it last is left to it, and nobody else takes it over
 */
public record Saga<D>(
        AggregateId id,
        D data,
        SagaPhase phase,
        List<Step> steps,
        String reason,
        long token,
        Instant startedAt,
        Instant deadline,
        Instant coordinatedUntil) {
    public Saga {
        steps = List.copyOf(steps);
    }

    /**
     * A step.
     *
     * @param progress what was done last, or what is being asked
     * @param outcome the participant's last answer to a try or a confirmation; empty if there is none
     */
    public record Step(String name, Progress progress, Bytes outcome) {}

    /** How far a step is; what ends in {@code ING} may have been asked, and is not known to be done. */
    public enum Progress {
        NOT_BEGUN,
        TRYING,
        TRIED,
        CONFIRMING,
        CONFIRMED,
        CANCELLING,
        CANCELLED,
        /** A decision, for going on. */
        PASSED
    }

    public boolean isOver() {
        return phase.isOver();
    }
}
