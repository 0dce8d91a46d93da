package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A key at one replica: its live versions and that part of its context which the replica's clock does not cover
 * (<em>stripped</em>). Its <em>filled</em> context is both together. A row without versions and without context is no row.
 *
 * @param versions sorted by dot; no two have one dot
 */
public record Row(List<Version> versions, DotSet context) {
    public static final Row EMPTY = new Row(List.of(), DotSet.EMPTY);
    private static final int FORMAT = 1;

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

    public boolean hasVersion(Dot dot) {
        return hasDot(versions, dot);
    }

    public byte[] toByteArray() {
        int bytes = 64;
        for (Version version : versions) {
            bytes += 64 + version.value().length();
        }
        ByteWriter out = new ByteWriter(bytes);
        out.writeByte(FORMAT);
        writeTo(out);
        return out.toByteArray();
    }

    public static Row fromByteArray(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("row of format " + format + ", this program reads " + FORMAT);
        }
        Row row = readFrom(in);
        in.expectEnd();
        return row;
    }

    public void writeTo(ByteWriter out) {
        out.writeVarLong(versions.size());
        for (Version version : versions) {
            version.writeTo(out);
        }
        context.writeTo(out);
    }

    public static Row readFrom(ByteReader in) {
        int count = in.readCount(Version.MIN_ENCODED_BYTES);
        List<Version> versions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Version version = Version.readFrom(in);
            if (i > 0 && versions.get(i - 1).dot().compareTo(version.dot()) >= 0) {
                throw new MalformedBytesException("versions out of order");
            }
            versions.add(version);
        }
        return new Row(versions, DotSet.readFrom(in));
    }
}
