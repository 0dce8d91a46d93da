package io.kvorum.integrity.projection;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.record.ViewRecord;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The views of one projection, in a strong bucket. Any number of instances may apply events: a view is what the events of its
 * aggregates make of it, in the order of each aggregate, however often and in whatever order they come. Safe for use by many threads.
 *
 * @param <V> the value of a view; immutable
 */
public final class Projection<V> {
    private static final String NAME = "view";

    private final ProjectionType<V> type;
    private final TagUpdates updates;
    private final EventLog log;

    /** @param log in which each event is before it is applied; a relay does so */
    public Projection(ProjectionType<V> type, TagUpdates updates, EventLog log) {
        this.type = type;
        this.updates = updates;
        this.log = log;
    }

    public ProjectionType<V> type() {
        return type;
    }

    /**
     * Applies an event. One that was applied before does nothing; if some before it have not come yet, they are read from the log.
     *
     * @throws UnknownEventType if there is no handler for it, or for one before it; nothing was changed
     * @throws DamagedEvent if one before it is not in the log, or is not what was written; nothing was changed
     * @throws TagFull if the view has no room; nothing was changed
     * @throws KvorumException if it may not be applied: apply it again
     */
    public void apply(Event event) {
        Optional<String> key = type.keyOf(event);
        if (key.isPresent()) {
            Map<Long, Event> known = new HashMap<>();
            known.put(event.sequence(), event);
            fold(key.get(), event.aggregate(), event.sequence(), known);
        }
    }

    /**
     * Brings a view up to what an aggregate was when it was read: by the events that wait in its outbox, and by the log.
     *
     * @return the view, with all of this aggregate's events in it
     * @throws RuntimeException as {@link #apply}
     */
    public View<V> refresh(String key, Aggregate<?> source) {
        Map<Long, Event> known = new HashMap<>();
        source.unsent().forEach(event -> known.put(event.sequence(), event));
        if (source.lastEvent() > 0) {
            fold(key, source.id(), source.lastEvent(), known);
        }
        return read(key);
    }

    /**
     * Applies all events of an aggregate that the log has, to all views that they change: to build a version of a projection anew. May be
     * repeated, and run while events come.
     *
     * @return how many there are
     * @throws RuntimeException as {@link #apply}; what was done is done, and repeating it goes on
     */
    public long replay(AggregateId source) {
        Map<Long, Event> events = new HashMap<>();
        Map<String, Long> last = new LinkedHashMap<>();
        long number = 0;
        for (Optional<Event> event = log.read(source, 1); event.isPresent(); event = log.read(source, number + 1)) {
            number = event.get().sequence();
            events.put(number, event.get());
            Optional<String> key = type.keyOf(event.get());
            if (key.isPresent()) {
                last.put(key.get(), number);
            }
        }
        last.forEach((key, through) -> fold(key, source, through, events));
        return number;
    }

    /** By a linearizable read. */
    public View<V> read(String key) {
        return view(key, updates.read(type.tag(key)));
    }

    private void fold(String key, AggregateId source, long through, Map<Long, Event> events) {
        while (true) {
            long missing = updates.update(type.tag(key), view -> fold(key, source, through, events, view));
            if (missing == 0) {
                return;
            }
            for (long number = missing; number <= through; number++) {
                if (!events.containsKey(number)) {
                    events.put(number, fromLog(source, number));
                }
            }
        }
    }

    private Event fromLog(AggregateId source, long number) {
        return log.read(source, number)
                .orElseThrow(() -> new DamagedEvent("event " + source.eventId(number)
                        + " is not in the log, and later ones cannot be applied without it"));
    }

    /** @return the number of the first event that is missing; 0: all are in */
    private Step<Long> fold(String key, AggregateId source, long through, Map<Long, Event> events, TagView view) {
        Positions positions = new Positions(view.contents());
        long position = positions.of(source);
        if (position >= through) {
            return Step.done(0L);
        }
        ViewRecord before = record(view.contents());
        V value = value(before);
        long newest = before.getNewestMillis();
        long clock = before.getLogicalClock();
        for (long number = position + 1; number <= through; number++) {
            Event event = events.get(number);
            if (event == null) {
                return Step.done(number);
            }
            value = type.apply(value, key, event);
            newest = Math.max(newest, event.recordedAt().toEpochMilli());
            clock = Math.max(clock, event.logicalClock());
        }
        TagWrite write = new TagWrite()
                .put(
                        NAME,
                        Bytes.of(before.toBuilder()
                                .setVersion(before.getVersion() + 1)
                                .setValue(UnsafeByteOperations.unsafeWrap(
                                        type.codec().encode(value).array()))
                                .setNewestMillis(newest)
                                .setLogicalClock(clock)
                                .build()
                                .toByteArray()));
        positions.put(write, source, through);
        return Step.write(write, 0L);
    }

    private static ViewRecord record(TagContents contents) {
        return contents.value(NAME).map(Projection::parse).orElse(ViewRecord.getDefaultInstance());
    }

    private static ViewRecord parse(Bytes bytes) {
        try {
            return ViewRecord.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("key '" + NAME + "' holds something that is no view", e);
        }
    }

    private V value(ViewRecord record) {
        return record.getVersion() == 0
                ? type.empty()
                : type.codec().decode(Bytes.of(record.getValue().toByteArray()));
    }

    private View<V> view(String key, TagContents contents) {
        ViewRecord record = record(contents);
        if (record.getVersion() == 0) {
            return new View<>(key, type.empty(), 0, AsOf.NOTHING);
        }
        return new View<>(
                key,
                value(record),
                record.getVersion(),
                new AsOf(
                        Instant.ofEpochMilli(record.getNewestMillis()),
                        record.getLogicalClock(),
                        new Positions(contents).all()));
    }
}
