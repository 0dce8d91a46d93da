package io.kvorum.integrity.aggregate;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.EventBody;
import io.kvorum.integrity.record.StateRecord;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagGuard;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The aggregates of one type, in a strong bucket. One service writes them, by any number of instances. Safe for use by many threads.
 *
 * <p>Entries of the outbox are removed once they are sent, by whoever sends them. If they are not, the outbox fills: then commands that
 * lead to events are refused with {@link TagFull}, at {@link #MOST_UNSENT} events at the latest.
 */
public final class Aggregates<S, C> {
    /** So many events of an aggregate may wait to be sent. */
    public static final int MOST_UNSENT = 256;

    private final TagUpdates updates;
    private final AggregateType<S, C> type;
    private final EventSigner signer;

    public Aggregates(TagUpdates updates, AggregateType<S, C> type, EventSigner signer) {
        this.updates = updates;
        this.type = type;
        this.signer = signer;
    }

    /** Of the aggregate in a tag; 0 if there is none. For guards, which see the tag that a command is decided from. */
    public static long version(TagContents contents) {
        return StateRecords.of(contents).getVersion();
    }

    /** By a linearizable read. */
    public Aggregate<S> read(AggregateId id) {
        checkType(id);
        return present(id, updates.read(id.tag()));
    }

    /** For who follows the feed of the bucket: the aggregate that a tag held then. */
    public Aggregate<S> of(TagContents contents) {
        AggregateId id = AggregateId.ofTag(contents.tag());
        checkType(id);
        return present(id, contents);
    }

    /**
     * Carries out a command: the new state, the events and what the guards add are one write.
     *
     * @throws VersionMismatch if the aggregate has another version than the options say; nothing was changed
     * @throws TagFull if there is no room; nothing was changed
     * @throws OutcomeUnknown if it may be carried out, now or later; with an idempotent request it can be repeated
     * @throws KvorumException of another class: nothing was changed
     * @throws RuntimeException of the type's decision, or of a guard; nothing was changed
     */
    public Execution<S> execute(AggregateId id, C command, CommandOptions options) {
        checkType(id);
        return updates.update(id.tag(), view -> decide(id, command, options, view));
    }

    private void checkType(AggregateId id) {
        if (!id.type().equals(type.name())) {
            throw new IllegalArgumentException(id + " is not of type " + type.name());
        }
    }

    private Step<Execution<S>> decide(AggregateId id, C command, CommandOptions options, TagView view) {
        Aggregate<S> present = present(id, view.contents());
        for (TagGuard guard : options.guards()) {
            Optional<Bytes> known = guard.before(view);
            if (known.isPresent()) {
                return Step.done(new Execution<>(present, List.of(), known.get(), true));
            }
        }
        if (options.version().isPresent() && options.version().getAsLong() != present.version()) {
            throw new VersionMismatch(id, options.version().getAsLong(), present.version());
        }
        Decision decision = type.decide(present.state(), command);
        if (present.unsent().size() + decision.events().size() > MOST_UNSENT
                && !decision.events().isEmpty()) {
            throw new TagFull(id.tag(), present.unsent().size() + " events wait to be sent");
        }
        Aggregate<S> next = present;
        List<Event> events = new ArrayList<>();
        TagWrite write = new TagWrite();
        for (NewEvent happened : decision.events()) {
            Event event = Event.of(body(happened, next, options, view), signer);
            events.add(event);
            write.put(OutboxEntries.name(event.sequence()), event.encoded());
            next = after(next, event);
        }
        if (!events.isEmpty()) {
            next = changed(present, next, view);
            write.put(StateRecords.NAME, StateRecords.encode(view.contents(), next, type));
        }
        for (TagGuard guard : options.guards()) {
            guard.addTo(write, view, decision.outcome());
        }
        Execution<S> execution = new Execution<>(next, events, decision.outcome(), false);
        return write.changes().isEmpty() ? Step.done(execution) : Step.write(write, execution);
    }

    private static EventBody body(NewEvent happened, Aggregate<?> before, CommandOptions options, TagView view) {
        long causeClock = options.cause().map(Event::logicalClock).orElse(0L);
        return EventBody.newBuilder()
                .setAggregateType(before.id().type())
                .setAggregateId(before.id().id())
                .setSequence(before.lastEvent() + 1)
                .setLogicalClock(Math.max(before.logicalClock(), causeClock) + 1)
                .setEventType(happened.type())
                .setSchemaVersion(happened.schemaVersion())
                .setPayload(wrap(happened.payload()))
                .setRecordedAtMillis(view.nowMillis())
                .setPreviousHash(wrap(before.lastEventHash()))
                .setCausationId(options.cause().map(Event::id).orElse(""))
                .build();
    }

    private static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    private Aggregate<S> after(Aggregate<S> before, Event event) {
        List<Event> unsent = new ArrayList<>(before.unsent());
        unsent.add(event);
        return new Aggregate<>(
                before.id(),
                type.apply(before.state(), event),
                before.version(),
                event.logicalClock(),
                event.sequence(),
                event.contentHash(),
                before.updatedAt(),
                unsent);
    }

    private Aggregate<S> changed(Aggregate<S> before, Aggregate<S> after, TagView view) {
        return new Aggregate<>(
                after.id(),
                after.state(),
                before.version() + 1,
                after.logicalClock(),
                after.lastEvent(),
                after.lastEventHash(),
                Instant.ofEpochMilli(view.nowMillis()),
                after.unsent());
    }

    private Aggregate<S> present(AggregateId id, TagContents contents) {
        StateRecord record = StateRecords.of(contents);
        S state = record.getVersion() == 0
                ? type.initial()
                : type.decode(Bytes.of(record.getState().toByteArray()), record.getSchemaVersion());
        return new Aggregate<>(
                id,
                state,
                record.getVersion(),
                record.getLogicalClock(),
                record.getLastEvent(),
                Bytes.of(record.getLastEventHash().toByteArray()),
                Instant.ofEpochMilli(record.getUpdatedAtMillis()),
                OutboxEntries.of(contents));
    }
}
