package io.kvorum.replication.replica;

import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.row.Row;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import java.util.OptionalLong;

/**
 * What the index says of the row of an increment.
 *
 * @param isThere it has versions; a row of which only a context is left does not
 * @param delta empty if they are not there, or this program cannot read them
 */
record IncrementEntry(boolean isThere, OptionalLong delta) {
    static final IncrementEntry NONE = new IncrementEntry(false, OptionalLong.empty());
    private static final IncrementEntry UNREADABLE = new IncrementEntry(true, OptionalLong.empty());

    static IncrementEntry of(Row row, ShardConfig config) {
        if (row.versions().isEmpty()) {
            return NONE;
        }
        OptionalLong delta = Increments.delta(row.versions());
        return delta.isPresent() && config.makes(PlantedBug.EACH_DOT_OF_AN_INCREMENT_COUNTS)
                ? new IncrementEntry(
                        true, OptionalLong.of(delta.getAsLong() * row.versions().size()))
                : new IncrementEntry(true, delta);
    }

    /** What it adds to the sum. */
    long counts() {
        return delta.orElse(0);
    }

    boolean isUnreadable() {
        return isThere && delta.isEmpty();
    }

    byte[] toByteArray() {
        ByteWriter out = new ByteWriter(Long.BYTES);
        delta.ifPresent(out::writeLong);
        if (isUnreadable()) {
            out.writeByte(1);
        }
        return out.toByteArray();
    }

    static IncrementEntry read(byte[] stored) {
        return switch (stored.length) {
            case 0 -> NONE;
            case 1 -> UNREADABLE;
            default -> new IncrementEntry(true, OptionalLong.of(new ByteReader(stored).readLong()));
        };
    }
}
