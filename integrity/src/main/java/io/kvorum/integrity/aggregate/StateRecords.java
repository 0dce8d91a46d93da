package io.kvorum.integrity.aggregate;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.StateRecord;
import io.kvorum.integrity.tag.TagContents;

/** The key {@code state} of an aggregate's tag. */
final class StateRecords {
    static final String NAME = "state";

    private StateRecords() {}

    static StateRecord of(TagContents contents) {
        return contents.value(NAME).map(StateRecords::parse).orElse(StateRecord.getDefaultInstance());
    }

    private static StateRecord parse(Bytes bytes) {
        try {
            return StateRecord.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("key '" + NAME + "' holds something that is no state of an aggregate", e);
        }
    }

    /** Built upon what is there: fields of a newer version stay. */
    static <S> Bytes encode(TagContents before, Aggregate<S> after, AggregateType<S, ?> type) {
        StateRecord present = of(before);
        return Bytes.of(present.toBuilder()
                .setVersion(after.version())
                .setLogicalClock(after.logicalClock())
                .setLastEvent(after.lastEvent())
                .setLastEventHash(
                        UnsafeByteOperations.unsafeWrap(after.lastEventHash().array()))
                .setSchemaVersion(Math.max(present.getSchemaVersion(), type.schemaVersion()))
                .setState(UnsafeByteOperations.unsafeWrap(
                        type.encode(after.state()).array()))
                .setUpdatedAtMillis(after.updatedAt().toEpochMilli())
                .build()
                .toByteArray());
    }
}
