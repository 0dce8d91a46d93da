package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;

/**
 * One live value of a key: the dot that made it, the client's name for that write, and the value.
 *
 * @param expiresAtMillis cluster time from which on it counts as removed, milliseconds since 1970; {@link Expiry#NEVER}
 */
public record Version(Dot dot, WriteId writeId, Bytes value, long expiresAtMillis) {
    public static final int MIN_ENCODED_BYTES = Dot.MIN_ENCODED_BYTES + WriteId.MIN_ENCODED_BYTES + 1;

    /** One that never expires. */
    public Version(Dot dot, WriteId writeId, Bytes value) {
        this(dot, writeId, value, Expiry.NEVER);
    }

    public boolean expires() {
        return expiresAtMillis != Expiry.NEVER;
    }

    public void writeTo(ByteWriter out) {
        writeWithoutExpiry(out);
        out.writeVarLong(expiresAtMillis);
    }

    /** As stored rows have them in which no version expires. */
    void writeWithoutExpiry(ByteWriter out) {
        dot.writeTo(out);
        writeId.writeTo(out);
        out.writeBytes(value.array());
    }

    public static Version readFrom(ByteReader in) {
        return new Version(Dot.readFrom(in), WriteId.readFrom(in), Bytes.of(in.readBytes()), Expiry.readFrom(in));
    }

    static Version readWithoutExpiry(ByteReader in) {
        return new Version(Dot.readFrom(in), WriteId.readFrom(in), Bytes.of(in.readBytes()));
    }
}
