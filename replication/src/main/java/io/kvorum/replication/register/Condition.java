package io.kvorum.replication.register;

import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;

/**
 * What must hold of a key for an update to be made.
 *
 * @param version for {@link Kind#VERSION}, else 0
 * @param value for {@link Kind#VALUE}, else empty
 */
public record Condition(Bytes key, Kind kind, long version, Bytes value) {
    /** Part of the wire contract by its position. */
    public enum Kind {
        ABSENT,
        PRESENT,
        /** It is there, written by the update of this version. */
        VERSION,
        /** It is there with this value. */
        VALUE
    }

    public Condition {
        version = kind == Kind.VERSION ? version : 0;
        value = kind == Kind.VALUE ? value : Bytes.EMPTY;
    }

    public static Condition absent(Bytes key) {
        return new Condition(key, Kind.ABSENT, 0, Bytes.EMPTY);
    }

    public static Condition present(Bytes key) {
        return new Condition(key, Kind.PRESENT, 0, Bytes.EMPTY);
    }

    public static Condition version(Bytes key, long version) {
        return new Condition(key, Kind.VERSION, version, Bytes.EMPTY);
    }

    public static Condition value(Bytes key, Bytes value) {
        return new Condition(key, Kind.VALUE, 0, value);
    }

    public boolean holds(RegisterValue in) {
        return switch (kind) {
            case ABSENT -> in.entry(key).isEmpty();
            case PRESENT -> in.entry(key).isPresent();
            case VERSION -> in.versionOf(key) == version && version > 0;
            case VALUE ->
                in.entry(key).filter(entry -> entry.value().equals(value)).isPresent();
        };
    }

    void writeTo(ByteWriter out) {
        out.writeBytes(key.array())
                .writeByte(kind.ordinal())
                .writeVarLong(version)
                .writeBytes(value.array());
    }
}
