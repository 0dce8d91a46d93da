package io.kvorum.replication.replica;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import java.math.BigInteger;

/**
 * What one replica has of one counter. Sums have as many bits as they need.
 *
 * @param total the sum of all increments that are here, folded or not
 * @param foldedMillis those issued up to this time are folded; 0: none
 * @param foldedSum what these came to
 * @param droppedMillis no row is left of those issued up to this time
 */
public record CounterSum(BigInteger total, long foldedMillis, BigInteger foldedSum, long droppedMillis) {
    /** Of a counter that nobody has incremented. */
    public static final CounterSum NONE = new CounterSum(BigInteger.ZERO, 0, BigInteger.ZERO, 0);

    CounterSum plus(BigInteger change) {
        return new CounterSum(total.add(change), foldedMillis, foldedSum, droppedMillis);
    }

    CounterSum droppedUpTo(long millis) {
        return new CounterSum(total, foldedMillis, foldedSum, millis);
    }

    byte[] toByteArray() {
        return new ByteWriter(48)
                .writeLong(foldedMillis)
                .writeLong(droppedMillis)
                .writeBytes(foldedSum.toByteArray())
                .writeBytes(total.toByteArray())
                .toByteArray();
    }

    /** As it is stored. */
    public static CounterSum read(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        long folded = in.readLong();
        long dropped = in.readLong();
        BigInteger foldedSum = new BigInteger(in.readBytes());
        return new CounterSum(new BigInteger(in.readBytes()), folded, foldedSum, dropped);
    }
}
