package io.kvorum.integrity.aggregate;

import io.kvorum.crdt.codec.Bytes;
import java.time.Instant;
import java.util.List;

/**
 * An aggregate at one instant.
 *
 * @param version counts the changes of the state; 0 if it is not there. The ETag
 * @param logicalClock greater than that of every event that the state depends on
 * @param lastEvent number of the last event of its log, 0 if there is none
 * @param lastEventHash of that event; empty if there is none
 * @param updatedAt to be shown, not to be trusted
 * @param unsent the events in its outbox, in their order; of a command that was just carried out some may be sent already
 */
public record Aggregate<S>(
        AggregateId id,
        S state,
        long version,
        long logicalClock,
        long lastEvent,
        Bytes lastEventHash,
        Instant updatedAt,
        List<Event> unsent) {
    public Aggregate {
        unsent = List.copyOf(unsent);
    }

    public boolean exists() {
        return version > 0;
    }
}
