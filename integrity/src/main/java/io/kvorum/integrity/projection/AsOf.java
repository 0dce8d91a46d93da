package io.kvorum.integrity.projection;

import io.kvorum.integrity.aggregate.AggregateId;
import java.time.Instant;
import java.util.Map;

/**
 * As of when an answer is: for each aggregate, by its event numbers, exactly; by time, as events tell it.
 *
 * @param newest when the newest event that is in it was recorded, by its writer's clock: to be shown
 * @param logicalClock the greatest of the events that are in it
 * @param positions by the aggregate's tag, the number up to which all of its events are in
 */
public record AsOf(Instant newest, long logicalClock, Map<String, Long> positions) {
    static final AsOf NOTHING = new AsOf(Instant.EPOCH, 0, Map.of());

    public AsOf {
        positions = Map.copyOf(positions);
    }

    /** All events of the aggregate up to this number are in; 0: none is known to be. */
    public long position(AggregateId aggregate) {
        return positions.getOrDefault(aggregate.tag(), 0L);
    }
}
