package io.kvorum.crdt.cell;

import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A field of a map: where it is, and what it holds. As the name of an element: each part of the path, then the code of the type. A byte
 * 0 of a part is written as 0 255, and a part ends with 0 1; so names are in the order of their paths, and those of all fields of an inner
 * map begin with its path. Two fields that differ in their type alone are two fields: whoever
 * takes one for a counter does not touch what somebody else takes it for.
 *
 * @param path of inner maps, and last the name in the innermost one; each 1 byte or more
 */
public record MapField(List<Bytes> path, CellType type) {
    /** What a field may hold: all that is in one row, and has no marks. */
    public static final Set<CellType> TYPES = EnumSet.of(
            CellType.FLAG,
            CellType.LAST_WRITER_REGISTER,
            CellType.MULTI_VALUE_REGISTER,
            CellType.MAX_REGISTER,
            CellType.MIN_REGISTER,
            CellType.DISTINCT_COUNT);

    private static final int ZERO = 0;
    private static final int END = 1;
    private static final int ESCAPED = 0xFF;

    public MapField {
        path = List.copyOf(path);
        if (path.isEmpty() || path.stream().anyMatch(Bytes::isEmpty)) {
            throw new IllegalArgumentException("a field of a map has a path of names that are not empty: " + path);
        }
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("a field of a map cannot be a " + type + ": it is one of " + TYPES);
        }
    }

    public Bytes toElement() {
        return Bytes.of(write(path).writeByte(type.code()).toByteArray());
    }

    /** With this begin the names of all fields of an inner map; empty: of the whole map. */
    public static Bytes prefix(List<Bytes> path) {
        return Bytes.of(write(path).toByteArray());
    }

    private static ByteWriter write(List<Bytes> path) {
        ByteWriter out = new ByteWriter();
        for (Bytes part : path) {
            for (byte b : part.array()) {
                out.writeByte(b & 0xFF);
                if (b == ZERO) {
                    out.writeByte(ESCAPED);
                }
            }
            out.writeByte(ZERO).writeByte(END);
        }
        return out;
    }

    /** @throws MalformedBytesException if {@link #toElement} did not make the bytes */
    public static MapField ofElement(Bytes element) {
        byte[] bytes = element.array();
        int last = bytes.length - 1;
        if (last < 0) {
            throw new MalformedBytesException("a field of a map without a name");
        }
        CellType type = CellType.ofCode(bytes[last])
                .filter(TYPES::contains)
                .orElseThrow(() -> new MalformedBytesException("a field of a map of type " + bytes[last]));
        return new MapField(readPath(bytes, last), type);
    }

    private static List<Bytes> readPath(byte[] bytes, int end) {
        List<Bytes> path = new ArrayList<>();
        byte[] part = new byte[end];
        int length = 0;
        int at = 0;
        while (at < end) {
            int second = at + 1 < end ? bytes[at + 1] & 0xFF : ZERO;
            if (bytes[at] != ZERO || second == ESCAPED) {
                part[length++] = bytes[at];
                at += bytes[at] == ZERO ? 2 : 1;
            } else if (second == END && length > 0) {
                path.add(Bytes.of(Arrays.copyOf(part, length)));
                length = 0;
                at += 2;
            } else {
                throw new MalformedBytesException("a field of a map whose path is not well formed");
            }
        }
        if (length > 0 || path.isEmpty()) {
            throw new MalformedBytesException("a field of a map whose name does not end");
        }
        return path;
    }
}
