package io.kvorum.integrity.aggregate;

import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the state of an aggregate from its log: archived events, and those that still wait in the outbox. Each event names the hash of the
 * one before, so a gap, a swap or a change is noticed. A snapshot only makes it begin later: one that does not fit the log is not
 * used. Safe for use by many threads.
 */
public final class Rebuild<S> {
    private final AggregateType<S, ?> type;
    private final EventLog log;

    public Rebuild(AggregateType<S, ?> type, EventLog log) {
        this.type = type;
        this.log = log;
    }

    /**
     * As far as the log goes.
     *
     * @throws DamagedEvent if an event is not what was written, or does not follow the one before
     * @throws KvorumException if the log does not answer
     */
    public Rebuilt<S> ofLog(AggregateId id) {
        return go(id, Map.of(), Long.MAX_VALUE);
    }

    /**
     * Up to the last event of the aggregate as it was read.
     *
     * @throws DamagedEvent as above; also if an event is neither in the log nor in the outbox, or if the last one is another than the
     *     aggregate says
     * @throws KvorumException if the log does not answer
     */
    public Rebuilt<S> of(Aggregate<S> present) {
        Map<Long, Event> unsent = new HashMap<>();
        present.unsent().forEach(event -> unsent.put(event.sequence(), event));
        Rebuilt<S> rebuilt = go(present.id(), unsent, present.lastEvent());
        if (rebuilt.lastEvent() != present.lastEvent()) {
            throw new DamagedEvent("event " + present.id().eventId(rebuilt.lastEvent() + 1)
                    + " is neither in the log nor in the outbox");
        }
        if (!rebuilt.lastEventHash().equals(present.lastEventHash())) {
            throw new DamagedEvent("the log of " + present.id() + " ends with another event than the state says");
        }
        return rebuilt;
    }

    /** Rebuilds as far as the log goes, and keeps that as a snapshot. */
    public Rebuilt<S> snapshot(AggregateId id) {
        Rebuilt<S> rebuilt = ofLog(id);
        if (rebuilt.lastEvent() > 0) {
            log.keep(
                    id,
                    new Snapshot(
                            rebuilt.lastEvent(),
                            rebuilt.lastEventHash(),
                            type.schemaVersion(),
                            type.encode(rebuilt.state())));
        }
        return rebuilt;
    }

    private Rebuilt<S> go(AggregateId id, Map<Long, Event> unsent, long last) {
        Rebuilt<S> rebuilt = start(id, last);
        while (rebuilt.lastEvent() < last) {
            long next = rebuilt.lastEvent() + 1;
            Optional<Event> event = Optional.ofNullable(unsent.get(next)).or(() -> log.read(id, next));
            if (event.isEmpty()) {
                break;
            }
            rebuilt = after(rebuilt, event.get());
        }
        return rebuilt;
    }

    private Rebuilt<S> start(AggregateId id, long last) {
        return log.snapshot(id)
                .filter(snapshot -> snapshot.lastEvent() >= 1
                        && snapshot.lastEvent() <= last
                        && snapshot.schemaVersion() == type.schemaVersion()
                        && log.read(id, snapshot.lastEvent())
                                .filter(event -> event.contentHash().equals(snapshot.lastEventHash()))
                                .isPresent())
                .map(snapshot -> new Rebuilt<>(
                        type.decode(snapshot.state(), snapshot.schemaVersion()),
                        snapshot.lastEvent(),
                        snapshot.lastEventHash(),
                        0))
                .orElseGet(() -> new Rebuilt<>(type.initial(), 0, Bytes.EMPTY, 0));
    }

    private Rebuilt<S> after(Rebuilt<S> before, Event event) {
        if (!event.previousHash().equals(before.lastEventHash())) {
            throw new DamagedEvent("event " + event.id() + " does not follow the event before it in the log");
        }
        return new Rebuilt<>(
                type.apply(before.state(), event), event.sequence(), event.contentHash(), before.applied() + 1);
    }
}
