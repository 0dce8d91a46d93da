package io.kvorum.crdt.codec;

import java.util.Arrays;

/**
 * Appends primitive values to a growing byte array. The encoding is canonical: one value has exactly one encoding.
 *
 * <p>Not thread-safe.
 */
public final class ByteWriter {
    private byte[] buffer;
    private int length;

    public ByteWriter() {
        this(64);
    }

    public ByteWriter(int initialBytes) {
        this.buffer = new byte[Math.max(16, initialBytes)];
    }

    public ByteWriter writeByte(int value) {
        ensure(1);
        buffer[length++] = (byte) value;
        return this;
    }

    /** Eight bytes, big endian, so that encoded non-negative numbers sort like the numbers. */
    public ByteWriter writeLong(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** Four bytes, big endian. */
    public ByteWriter writeInt(int value) {
        ensure(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** An unsigned LEB128 number of one to ten bytes, always in its shortest form. */
    public ByteWriter writeVarLong(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
        return this;
    }

    /** A length as {@link #writeVarLong} and then the bytes. */
    public ByteWriter writeBytes(byte[] bytes) {
        writeVarLong(bytes.length);
        return writeRaw(bytes);
    }

    /** The bytes alone, without their length. */
    public ByteWriter writeRaw(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        return this;
    }

    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
