package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.Optional;

/**
 * One change of one key, the same for every replica and in a hint. What it removes is fixed by the caller's context; what a
 * coordinator happens to see never enters.
 *
 * @param dot minted by the coordinator
 * @param fingerprint of the request, so that another request under a known write id is noticed
 * @param value the new version's value; empty for a delete
 */
public record Mutation(Dot dot, WriteId writeId, long fingerprint, Optional<Bytes> value, CausalContext context) {

    public void writeTo(ByteWriter out) {
        dot.writeTo(out);
        writeId.writeTo(out);
        out.writeLong(fingerprint).writeByte(value.isPresent() ? 1 : 0);
        value.ifPresent(bytes -> out.writeBytes(bytes.array()));
        context.writeTo(out);
    }

    public static Mutation readFrom(ByteReader in) {
        Dot dot = Dot.readFrom(in);
        WriteId writeId = WriteId.readFrom(in);
        long fingerprint = in.readLong();
        int tag = in.readByte();
        if (tag > 1) {
            throw new MalformedBytesException("mutation with value tag " + tag);
        }
        Optional<Bytes> value = tag == 1 ? Optional.of(Bytes.of(in.readBytes())) : Optional.empty();
        return new Mutation(dot, writeId, fingerprint, value, CausalContext.readFrom(in));
    }
}
