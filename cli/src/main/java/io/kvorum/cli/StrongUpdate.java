package io.kvorum.cli;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.List;
import java.util.Optional;

/**
 * A compare-and-set over keys of one tag, as a command line gives it.
 *
 * @param writeId of an earlier attempt whose outcome is unknown
 */
public record StrongUpdate(List<Condition> conditions, List<Change> changes, Optional<WriteId> writeId) {
    public StrongUpdate {
        conditions = List.copyOf(conditions);
        changes = List.copyOf(changes);
    }

    /** What must hold of a key. */
    public sealed interface Condition {
        record Absent(Bytes key) implements Condition {}

        record Present(Bytes key) implements Condition {}

        record AtVersion(Bytes key, long version) implements Condition {}

        record WithValue(Bytes key, Bytes value) implements Condition {}
    }

    /** @param value empty deletes */
    public record Change(Bytes key, Optional<Bytes> value) {}

    public static StrongUpdate put(Bytes key, Bytes value, Optional<WriteId> writeId) {
        return new StrongUpdate(List.of(), List.of(new Change(key, Optional.of(value))), writeId);
    }

    /** Deletes a key that is there. */
    public static StrongUpdate delete(Bytes key, Optional<WriteId> writeId) {
        return new StrongUpdate(
                List.of(new Condition.Present(key)), List.of(new Change(key, Optional.empty())), writeId);
    }
}
