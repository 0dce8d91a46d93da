package io.kvorum.replication.message;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.Expiry;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;

/**
 * What the dot log of a partition keeps of a mutation: which key it changed, which write it was, and which writes it removed.
 *
 * @param fingerprint of the request under the write id
 * @param removedIds sorted
 * @param expiresAtMillis of the version that the mutation made: a retry under the same dot must give it the same
 */
public record LogEntry(
        Dot dot, RowKey key, WriteId writeId, long fingerprint, List<WriteId> removedIds, long expiresAtMillis) {
    public LogEntry {
        removedIds = List.copyOf(removedIds);
    }

    /** Of a mutation whose version never expires, or that made none. */
    public LogEntry(Dot dot, RowKey key, WriteId writeId, long fingerprint, List<WriteId> removedIds) {
        this(dot, key, writeId, fingerprint, removedIds, Expiry.NEVER);
    }

    /** @param namesRemoved whether the writes that the mutation removed are named */
    public static LogEntry of(RowKey key, Mutation mutation, boolean namesRemoved) {
        return new LogEntry(
                mutation.dot(),
                key,
                mutation.writeId(),
                mutation.fingerprint(),
                namesRemoved ? mutation.context().removedIds() : List.of(),
                mutation.expiresAtMillis());
    }

    /** An entry stands alone, and ends here unless its version expires. */
    public void writeTo(ByteWriter out) {
        dot.writeTo(out);
        out.writeVarLong(Integer.toUnsignedLong(key.tagged()))
                .writeBytes(key.name().array());
        writeId.writeTo(out);
        out.writeLong(fingerprint).writeVarLong(removedIds.size());
        removedIds.forEach(id -> id.writeTo(out));
        if (expiresAtMillis != Expiry.NEVER) {
            out.writeVarLong(expiresAtMillis);
        }
    }

    public byte[] toByteArray() {
        ByteWriter out = new ByteWriter(64 + key.key().length() + key.sub().length());
        writeTo(out);
        return out.toByteArray();
    }

    public static LogEntry readFrom(ByteReader in) {
        Dot dot = Dot.readFrom(in);
        long bucket = in.readVarLong();
        if (bucket < 0 || bucket >> Integer.SIZE != 0) {
            throw new MalformedBytesException("bucket id " + bucket);
        }
        RowKey key = RowKey.of((int) bucket, Bytes.of(in.readBytes()));
        WriteId id = WriteId.readFrom(in);
        long fingerprint = in.readLong();
        int count = in.readCount(WriteId.MIN_ENCODED_BYTES);
        List<WriteId> removed = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            removed.add(WriteId.readFrom(in));
        }
        return new LogEntry(dot, key, id, fingerprint, removed, readExpiry(in));
    }

    private static long readExpiry(ByteReader in) {
        if (in.remaining() == 0) {
            return Expiry.NEVER;
        }
        long millis = in.readVarLong();
        if (millis <= 0) {
            throw new MalformedBytesException("expires at " + millis);
        }
        return millis;
    }
}
