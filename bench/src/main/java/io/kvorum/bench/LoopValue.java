package io.kvorum.bench;

import io.kvorum.crdt.codec.Bytes;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Values that say which key they belong to and that they are whole, so that every value read can be checked. */
final class LoopValue {
    static final int MIN_BYTES = Long.BYTES + Long.BYTES + Integer.BYTES;

    private LoopValue() {}

    /** The same for the same arguments. */
    static Bytes of(long key, long salt, int bytes) {
        byte[] array = new byte[bytes];
        ByteBuffer buffer = ByteBuffer.wrap(array);
        buffer.putLong(key).putLong(salt);
        long state = salt * 0x9E3779B97F4A7C15L + key;
        while (buffer.remaining() > Integer.BYTES) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            buffer.put((byte) (state >>> 56));
        }
        buffer.putInt(checksum(array));
        return Bytes.of(array);
    }

    static boolean isOf(long key, Bytes value) {
        byte[] array = value.array();
        if (array.length < MIN_BYTES) {
            return false;
        }
        ByteBuffer buffer = ByteBuffer.wrap(array);
        return buffer.getLong() == key && buffer.getInt(array.length - Integer.BYTES) == checksum(array);
    }

    private static int checksum(byte[] array) {
        CRC32C crc = new CRC32C();
        crc.update(array, 0, array.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
