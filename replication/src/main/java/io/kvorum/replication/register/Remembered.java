package io.kvorum.replication.register;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the last update of a session, so that a retry is told the same.
 *
 * @param fingerprint of the request under the id
 * @param applied false: its conditions did not hold
 * @param version of the register by this update, or that it had when the conditions failed
 * @param seen if the conditions failed, the versions that their keys had, see {@link Update#conditionKeys}; 0 for one that was
 *     absent. A retry brings the keys
 */
public record Remembered(WriteId id, long fingerprint, boolean applied, long version, List<Long> seen) {
    private static final int MIN_BYTES = WriteId.MIN_ENCODED_BYTES + 11;
    private static final int MOST_BYTES_BESIDE_SEEN = 56;
    private static final int MOST_BYTES_OF_A_VERSION = 10;

    public Remembered {
        seen = List.copyOf(seen);
    }

    /** No less than it takes. */
    public int sizeBytes() {
        return MOST_BYTES_BESIDE_SEEN + MOST_BYTES_OF_A_VERSION * seen.size();
    }

    void writeTo(ByteWriter out) {
        id.writeTo(out);
        out.writeLong(fingerprint).writeByte(applied ? 1 : 0).writeVarLong(version);
        out.writeVarLong(seen.size());
        seen.forEach(out::writeVarLong);
    }

    static Remembered readFrom(ByteReader in) {
        WriteId id = WriteId.readFrom(in);
        long fingerprint = in.readLong();
        boolean applied = in.readByte() == 1;
        long version = in.readVarLong();
        int count = in.readCount(1);
        List<Long> seen = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            seen.add(in.readVarLong());
        }
        return new Remembered(id, fingerprint, applied, version, seen);
    }

    static int minimumBytes() {
        return MIN_BYTES;
    }
}
