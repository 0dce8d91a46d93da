package io.kvorum.integrity.aggregate;

import io.kvorum.client.KvorumException;
import java.util.Optional;

/** Where all events are kept for good, each under its id: what can be rebuilt is rebuilt from here. Safe for use by many threads. */
public interface EventLog {
    /**
     * Keeps an event. Keeping it again does nothing.
     *
     * @throws DamagedEvent if another event has its id: two histories of one aggregate; the first is kept
     * @throws KvorumException if it may not be kept; keep it again
     */
    void add(Event event);

    /**
     * @throws DamagedEvent if it is not what was kept
     * @throws KvorumException if there is no answer
     */
    Optional<Event> read(AggregateId id, long sequence);

    /** The last one that was kept; never needed, so a damaged one is as none. */
    Optional<Snapshot> snapshot(AggregateId id);

    /** Keeps a snapshot in place of the one before. @throws KvorumException if it may not be kept */
    void keep(AggregateId id, Snapshot snapshot);
}
