package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A key at one replica: its live versions and that part of its context which the replica's clock does not cover
 * (<em>stripped</em>). Its <em>filled</em> context is both together. A row without versions and without context is no row.
 *
 * @param versions sorted by dot; no two have one dot
 */
public record Row(List<Version> versions, DotSet context) {
    public static final Row EMPTY = new Row(List.of(), DotSet.EMPTY);
    /** Of a stored row. */
    private static final int NOTHING_EXPIRES = 1;

    private static final int EXPIRES = 2;

    public Row {
        versions = sorted(versions);
    }

    static List<Version> sorted(List<Version> versions) {
        if (isAscending(versions)) {
            return List.copyOf(versions);
        }
        List<Version> sorted =
                versions.stream().sorted(Comparator.comparing(Version::dot)).toList();
        if (!isAscending(sorted)) {
            throw new IllegalArgumentException("two versions with one dot: " + sorted);
        }
        return sorted;
    }

    private static boolean isAscending(List<Version> versions) {
        for (int i = 1; i < versions.size(); i++) {
            if (versions.get(i - 1).dot().compareTo(versions.get(i).dot()) >= 0) {
                return false;
            }
        }
        return true;
    }

    static boolean hasDot(List<Version> versions, Dot dot) {
        for (Version version : versions) {
            if (version.dot().equals(dot)) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return versions.isEmpty() && context.isEmpty();
    }

    /** Does any version expire? */
    public boolean expires() {
        for (Version version : versions) {
            if (version.expires()) {
                return true;
            }
        }
        return false;
    }

    public boolean hasVersion(Dot dot) {
        return hasDot(versions, dot);
    }

    public byte[] toByteArray() {
        int bytes = 64;
        for (Version version : versions) {
            bytes += 64 + version.value().length();
        }
        ByteWriter out = new ByteWriter(bytes);
        boolean expires = expires();
        out.writeByte(expires ? EXPIRES : NOTHING_EXPIRES);
        writeTo(out, expires ? Version::writeTo : Version::writeWithoutExpiry);
        return out.toByteArray();
    }

    public static Row fromByteArray(byte[] bytes) {
        return fromByteArray(bytes, 0, bytes.length);
    }

    /** Reads the row that fills a part of the array; its values are not copied. */
    public static Row fromByteArray(byte[] bytes, int from, int length) {
        ByteReader in = new ByteReader(bytes, from, length);
        int format = in.readByte();
        if (format != NOTHING_EXPIRES && format != EXPIRES) {
            throw new MalformedBytesException(
                    "row of format " + format + ", this program reads " + NOTHING_EXPIRES + " and " + EXPIRES);
        }
        Row row = readFrom(in, format == EXPIRES ? Version::readFrom : Version::readWithoutExpiry);
        if (row.expires() != (format == EXPIRES)) {
            throw new MalformedBytesException("row of format " + format + " in which nothing expires");
        }
        in.expectEnd();
        return row;
    }

    public void writeTo(ByteWriter out) {
        writeTo(out, Version::writeTo);
    }

    private void writeTo(ByteWriter out, BiConsumer<Version, ByteWriter> writeVersion) {
        out.writeVarLong(versions.size());
        for (Version version : versions) {
            writeVersion.accept(version, out);
        }
        context.writeTo(out);
    }

    public static Row readFrom(ByteReader in) {
        return readFrom(in, Version::readFrom);
    }

    private static Row readFrom(ByteReader in, Function<ByteReader, Version> readVersion) {
        int count = in.readCount(Version.MIN_ENCODED_BYTES);
        List<Version> versions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Version version = readVersion.apply(in);
            if (i > 0 && versions.get(i - 1).dot().compareTo(version.dot()) >= 0) {
                throw new MalformedBytesException("versions out of order");
            }
            versions.add(version);
        }
        return new Row(versions, DotSet.readFrom(in));
    }
}
