package io.kvorum.crdt.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of bytes with value equality, ordered as unsigned bytes. It takes over the array it is made of:
 * nobody may change that array afterwards.
 */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;
    private int hash;

    private Bytes(byte[] array) {
        this.array = array;
    }

    public static Bytes of(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    public static Bytes ofUtf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return array.length;
    }

    public boolean startsWith(Bytes prefix) {
        return prefix.array.length <= array.length
                && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    /** The array itself, not a copy: only to be read. */
    public byte[] array() {
        return array;
    }

    public String toUtf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Bytes o && Arrays.equals(array, o.array));
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0) {
            h = Arrays.hashCode(array);
            hash = h;
        }
        return h;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(array, 0, Math.min(array.length, 64)) + (array.length > 64 ? "…" : "");
    }
}
