package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;

/** One live value of a key: the dot that made it, the client's name for that write, and the value. */
public record Version(Dot dot, WriteId writeId, Bytes value) {
    public static final int MIN_ENCODED_BYTES = Dot.MIN_ENCODED_BYTES + WriteId.MIN_ENCODED_BYTES + 1;

    public void writeTo(ByteWriter out) {
        dot.writeTo(out);
        writeId.writeTo(out);
        out.writeBytes(value.array());
    }

    public static Version readFrom(ByteReader in) {
        return new Version(Dot.readFrom(in), WriteId.readFrom(in), Bytes.of(in.readBytes()));
    }
}
