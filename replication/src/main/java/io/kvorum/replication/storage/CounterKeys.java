package io.kvorum.replication.storage;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.message.RowKey;
import java.util.Arrays;

/** The keys in {@link Table#STATE} under which a partition keeps what its counters come to; see {@link Keys} for all others. */
public final class CounterKeys {
    private static final int SUM = 'A';
    private static final int BOUNDARY = 'B';
    private static final int FOLD_FLOOR = 'G';
    private static final int HEAD = Integer.BYTES + 1;

    private CounterKeys() {}

    /** The sum of a counter. */
    public static byte[] sum(int partition, RowKey counter) {
        return counter(partition, SUM, counter).toByteArray();
    }

    /** Before the sums of all counters of the partition. */
    public static byte[] sums(int partition) {
        return state(partition, SUM).toByteArray();
    }

    /** After the sums of all counters of the partition. */
    public static byte[] sumsEnd(int partition) {
        return state(partition, SUM + 1).toByteArray();
    }

    /** Is it the {@link #sum} of a counter? */
    public static boolean isSum(byte[] stored) {
        return stored.length > HEAD && stored[Integer.BYTES] == SUM;
    }

    /** The counter of a {@link #sum}. */
    public static RowKey counter(byte[] sum) {
        ByteReader in = new ByteReader(sum);
        in.readRaw(HEAD);
        int bucket = in.readInt();
        return new RowKey(bucket, Bytes.of(in.readBytes()));
    }

    /** Of those increments of a counter that have rows and were issued up to a boundary, and after the one before. */
    public static byte[] boundary(int partition, RowKey counter, long boundaryMillis) {
        return counter(partition, BOUNDARY, counter).writeLong(boundaryMillis).toByteArray();
    }

    /** Before all boundaries of a counter. */
    public static byte[] boundaries(int partition, RowKey counter) {
        return boundary(partition, counter, 0);
    }

    /** After all boundaries of a counter. */
    public static byte[] boundariesEnd(int partition, RowKey counter) {
        return boundary(partition, counter, -1L);
    }

    /** Is it a {@link #boundary} of a counter? */
    public static boolean isBoundary(byte[] stored) {
        return stored.length > HEAD && stored[Integer.BYTES] == BOUNDARY;
    }

    /** The {@link #sum} of the counter that a {@link #boundary} is of. */
    public static byte[] sumOfBoundary(byte[] stored) {
        byte[] sum = Arrays.copyOf(stored, stored.length - Long.BYTES);
        sum[Integer.BYTES] = SUM;
        return sum;
    }

    /** The time of a {@link #boundary}. */
    public static long boundaryMillis(byte[] stored) {
        return new ByteReader(stored, stored.length - Long.BYTES, Long.BYTES).readLong();
    }

    /** The issue time up to which the partition takes no new increments. */
    public static byte[] foldFloor(int partition) {
        return state(partition, FOLD_FLOOR).toByteArray();
    }

    private static ByteWriter counter(int partition, int kind, RowKey counter) {
        return state(partition, kind)
                .writeInt(counter.bucket())
                .writeBytes(counter.key().array());
    }

    private static ByteWriter state(int partition, int kind) {
        return new ByteWriter(32).writeInt(partition).writeByte(kind);
    }
}
