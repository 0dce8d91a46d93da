package io.kvorum.bench.workload;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Values that say which key they belong to and that they are whole, so that every value read can be checked: key number,
 * sequence, bytes, checksum of all before. The bytes are slices of a pool that is drawn once: making a value is a copy.
 */
public final class StampedValue {
    public static final int MIN_BYTES = Long.BYTES + Long.BYTES + Integer.BYTES;

    private static final int POOL_BYTES = 1 << 20;
    private static final long POOL_SEED = 42;
    private static final byte[] POOL = pool();

    private StampedValue() {}

    private static byte[] pool() {
        byte[] bytes = new byte[POOL_BYTES];
        new SplittableRandom(POOL_SEED).nextBytes(bytes);
        return bytes;
    }

    /** The same for the same arguments. @param bytes from {@link #MIN_BYTES} to 1 MiB */
    public static byte[] of(long key, long sequence, int bytes) {
        byte[] value = new byte[bytes];
        ByteBuffer buffer = ByteBuffer.wrap(value);
        buffer.putLong(key).putLong(sequence);
        int body = bytes - MIN_BYTES;
        int from = (int) Long.remainderUnsigned(mixed(key ^ mixed(sequence)), POOL_BYTES - body);
        buffer.put(POOL, from, body);
        buffer.putInt(checksum(value));
        return value;
    }

    /** Whether it is a whole value of this key. */
    public static boolean isOf(long key, byte[] value) {
        if (value.length < MIN_BYTES) {
            return false;
        }
        ByteBuffer buffer = ByteBuffer.wrap(value);
        return buffer.getLong() == key && buffer.getInt(value.length - Integer.BYTES) == checksum(value);
    }

    /** With which sequence a whole value was made. */
    public static long sequence(byte[] value) {
        return ByteBuffer.wrap(value).getLong(Long.BYTES);
    }

    private static int checksum(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value, 0, value.length - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static long mixed(long x) {
        long z = x * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        return z ^ (z >>> 27);
    }
}
