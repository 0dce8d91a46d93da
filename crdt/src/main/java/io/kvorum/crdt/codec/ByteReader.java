package io.kvorum.crdt.codec;

import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. Every malformed input, of whatever kind, ends in {@link MalformedBytesException};
 * no length that the input claims is allocated before it is known that so many bytes are there.
 *
 * <p>Not thread-safe.
 */
public final class ByteReader {
    private final byte[] buffer;
    private final int end;
    private int position;

    public ByteReader(byte[] buffer) {
        this(buffer, 0, buffer.length);
    }

    public ByteReader(byte[] buffer, int offset, int length) {
        if (offset < 0 || length < 0 || offset > buffer.length - length) {
            throw new IllegalArgumentException("range outside of the array");
        }
        this.buffer = buffer;
        this.position = offset;
        this.end = offset + length;
    }

    public int readByte() {
        need(1);
        return buffer[position++] & 0xFF;
    }

    public long readLong() {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (buffer[position++] & 0xFF);
        }
        return value;
    }

    public int readInt() {
        need(4);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = (value << 8) | (buffer[position++] & 0xFF);
        }
        return value;
    }

    public long readVarLong() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = readByte();
            if (shift == 63 && next > 1) {
                throw new MalformedBytesException("number of more than 64 bits");
            }
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                if (next == 0 && shift > 0) {
                    throw new MalformedBytesException("number is not in its shortest form");
                }
                return value;
            }
        }
        throw new MalformedBytesException("number of more than ten bytes");
    }

    /** A count of items of which each takes at least {@code minimumBytes} of what is left. */
    public int readCount(int minimumBytes) {
        long count = readVarLong();
        if (count < 0 || count > remaining() / Math.max(1, minimumBytes)) {
            throw new MalformedBytesException("count " + count + " is more than the bytes that are left allow");
        }
        return (int) count;
    }

    public byte[] readBytes() {
        return readRaw(readCount(1));
    }

    public byte[] readRaw(int bytes) {
        need(bytes);
        byte[] copy = Arrays.copyOfRange(buffer, position, position + bytes);
        position += bytes;
        return copy;
    }

    public int remaining() {
        return end - position;
    }

    /** Fails unless everything has been read. */
    public void expectEnd() {
        if (position != end) {
            throw new MalformedBytesException(remaining() + " bytes too many");
        }
    }

    private void need(int bytes) {
        if (bytes < 0 || bytes > end - position) {
            throw new MalformedBytesException("needs " + bytes + " bytes, has " + (end - position));
        }
    }
}
