package io.kvorum.integrity.aggregate;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.SnapshotRecord;
import io.kvorum.integrity.tag.TagStore;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Optional;

/**
 * The log in a strong bucket of its own. Each event is a key, <code>{type-id/number}event</code>, and a register by itself: put if absent, and
 * never changed. A snapshot is the key <code>{type-id/snapshot}snapshot</code>.
 */
public final class ArchivedEvents implements EventLog {
    private static final String EVENT = "event";
    private static final String SNAPSHOT = "snapshot";
    private static final int ATTEMPTS = 3;

    private final TagStore store;

    /** @param store another bucket than that of the aggregates, so that each is followed by itself */
    public ArchivedEvents(TagStore store) {
        this.store = store;
    }

    @Override
    public void add(Event event) {
        TagWrite write = new TagWrite().ifAbsent(EVENT).put(EVENT, event.encoded());
        for (int attempt = 1; ; attempt++) {
            try {
                store.write(event.id(), write, Optional.empty());
                return;
            } catch (PreconditionFailed e) {
                Bytes kept = store.read(event.id()).value(EVENT).orElse(Bytes.EMPTY);
                if (!kept.equals(event.encoded())) {
                    throw new DamagedEvent("the archive has another event " + event.id() + ", which stays there");
                }
                return;
            } catch (OutcomeUnknown e) {
                // Putting the same again if it is absent is safe, under whatever name.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Optional<Event> read(AggregateId id, long sequence) {
        String place = id.eventId(sequence);
        Optional<Event> event = store.read(place).value(EVENT).map(Event::parse);
        event.filter(found -> !found.id().equals(place)).ifPresent(found -> {
            throw new DamagedEvent("the archive has event " + found.id() + " in the place of " + place);
        });
        return event;
    }

    private static String snapshotPlace(AggregateId id) {
        return id.tag() + "/snapshot";
    }

    @Override
    public Optional<Snapshot> snapshot(AggregateId id) {
        return store.read(snapshotPlace(id)).value(SNAPSHOT).flatMap(ArchivedEvents::decode);
    }

    private static Optional<Snapshot> decode(Bytes bytes) {
        try {
            SnapshotRecord record = SnapshotRecord.parseFrom(bytes.array());
            return Optional.of(new Snapshot(
                    record.getLastEvent(),
                    Bytes.of(record.getLastEventHash().toByteArray()),
                    record.getSchemaVersion(),
                    Bytes.of(record.getState().toByteArray())));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    @Override
    public void keep(AggregateId id, Snapshot snapshot) {
        SnapshotRecord record = SnapshotRecord.newBuilder()
                .setLastEvent(snapshot.lastEvent())
                .setLastEventHash(
                        UnsafeByteOperations.unsafeWrap(snapshot.lastEventHash().array()))
                .setSchemaVersion(snapshot.schemaVersion())
                .setState(UnsafeByteOperations.unsafeWrap(snapshot.state().array()))
                .build();
        store.write(snapshotPlace(id), new TagWrite().put(SNAPSHOT, Bytes.of(record.toByteArray())), Optional.empty());
    }
}
