package io.kvorum.crdt.row;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import java.util.Comparator;

/**
 * The name that a client gives to one write, the same for every retry of it.
 *
 * @param session random, one per client session
 * @param sequence counts the writes of the session
 * @param issuedAtMillis cluster time at which the write was issued; milliseconds since 1970
 */
public record WriteId(long session, long sequence, long issuedAtMillis) implements Comparable<WriteId> {
    public static final int MIN_ENCODED_BYTES = 10;

    private static final Comparator<WriteId> ORDER = Comparator.comparingLong(WriteId::session)
            .thenComparingLong(WriteId::sequence)
            .thenComparingLong(WriteId::issuedAtMillis);

    public void writeTo(ByteWriter out) {
        out.writeLong(session).writeVarLong(sequence).writeVarLong(issuedAtMillis);
    }

    public static WriteId readFrom(ByteReader in) {
        return new WriteId(in.readLong(), in.readVarLong(), in.readVarLong());
    }

    @Override
    public int compareTo(WriteId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return Long.toHexString(session) + "-" + sequence + "@" + issuedAtMillis;
    }
}
