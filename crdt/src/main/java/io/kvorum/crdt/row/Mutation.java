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
 * @param expiresAtMillis of the new version; {@link Expiry#NEVER} for a delete
 */
public record Mutation(
        Dot dot,
        WriteId writeId,
        long fingerprint,
        Optional<Bytes> value,
        CausalContext context,
        long expiresAtMillis) {
    private static final int DELETE = 0;
    private static final int VALUE = 1;
    private static final int EXPIRING_VALUE = 2;

    public Mutation {
        if (value.isEmpty() && expiresAtMillis != Expiry.NEVER) {
            throw new IllegalArgumentException("a delete does not expire");
        }
    }

    /** One whose version never expires. */
    public Mutation(Dot dot, WriteId writeId, long fingerprint, Optional<Bytes> value, CausalContext context) {
        this(dot, writeId, fingerprint, value, context, Expiry.NEVER);
    }

    public void writeTo(ByteWriter out) {
        dot.writeTo(out);
        writeId.writeTo(out);
        boolean expires = expiresAtMillis != Expiry.NEVER;
        out.writeLong(fingerprint).writeByte(expires ? EXPIRING_VALUE : value.isPresent() ? VALUE : DELETE);
        value.ifPresent(bytes -> out.writeBytes(bytes.array()));
        if (expires) {
            out.writeVarLong(expiresAtMillis);
        }
        context.writeTo(out);
    }

    public static Mutation readFrom(ByteReader in) {
        Dot dot = Dot.readFrom(in);
        WriteId writeId = WriteId.readFrom(in);
        long fingerprint = in.readLong();
        int tag = in.readByte();
        if (tag > EXPIRING_VALUE) {
            throw new MalformedBytesException("mutation with value tag " + tag);
        }
        Optional<Bytes> value = tag == DELETE ? Optional.empty() : Optional.of(Bytes.of(in.readBytes()));
        long expiresAt = tag == EXPIRING_VALUE ? Expiry.readFrom(in) : Expiry.NEVER;
        if (tag == EXPIRING_VALUE && expiresAt == Expiry.NEVER) {
            throw new MalformedBytesException("a value that expires has no time to expire at");
        }
        return new Mutation(dot, writeId, fingerprint, value, CausalContext.readFrom(in), expiresAt);
    }
}
