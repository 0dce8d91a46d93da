package io.kvorum.replication.tree;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;

/**
 * A sum over rows, modulo 2^64 in each lane: of each row that has live versions the hash of its key and of the dots of these.
 * Two sets of rows with equal sums are equal, but for one in 2^128 by chance. Row contexts do not count: they depend on how
 * far a clock has come.
 *
 * @param rows how many rows have live versions
 */
public record TreeSum(long rows, long one, long two) {
    public static final TreeSum ZERO = new TreeSum(0, 0, 0);

    /** @param storedKey as in {@link io.kvorum.replication.storage.Keys#row} */
    public static TreeSum of(byte[] storedKey, Row row) {
        if (row.versions().isEmpty()) {
            return ZERO;
        }
        ByteWriter out = new ByteWriter(storedKey.length + row.versions().size() * 2 * Long.BYTES);
        out.writeRaw(storedKey);
        for (Version version : row.versions()) {
            Dot dot = version.dot();
            out.writeLong(dot.actor().id()).writeLong(dot.counter());
        }
        HashValue128 hash = Hashing.xxh3_128().hashBytesTo128Bits(out.toByteArray());
        return new TreeSum(1, hash.getMostSignificantBits(), hash.getLeastSignificantBits());
    }

    public TreeSum plus(TreeSum other) {
        return new TreeSum(rows + other.rows, one + other.one, two + other.two);
    }

    public TreeSum minus(TreeSum other) {
        return new TreeSum(rows - other.rows, one - other.one, two - other.two);
    }

    public boolean isZero() {
        return rows == 0 && one == 0 && two == 0;
    }

    public void writeTo(ByteWriter out) {
        out.writeVarLong(rows).writeLong(one).writeLong(two);
    }

    public static TreeSum readFrom(ByteReader in) {
        long rows = in.readVarLong();
        return new TreeSum(rows, in.readLong(), in.readLong());
    }
}
