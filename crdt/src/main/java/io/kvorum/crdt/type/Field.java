package io.kvorum.crdt.type;

import io.kvorum.crdt.codec.Bytes;
import java.util.Comparator;

/** A field of a map. The type is part of the field's identity: two clients that disagree about it make two fields. */
public record Field(Bytes name, Kind kind) implements Comparable<Field> {
    private static final Comparator<Field> ORDER =
            Comparator.comparing(Field::name).thenComparing(Field::kind);

    public static Field of(String name, Kind kind) {
        return new Field(Bytes.ofUtf8(name), kind);
    }

    @Override
    public int compareTo(Field other) {
        return ORDER.compare(this, other);
    }
}
