package io.kvorum.node.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.message.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The parts that several messages have. */
final class Parts {
    private Parts() {}

    static ByteString wrap(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    static Bytes bytes(ByteString bytes) {
        return Bytes.of(bytes.toByteArray());
    }

    /**
     * Canonical bytes of a value that writes itself.
     *
     * @param expectedBytes more is allowed, but costs a copy
     */
    static ByteString canonical(int expectedBytes, Consumer<ByteWriter> value) {
        ByteWriter out = new ByteWriter(expectedBytes);
        value.accept(out);
        return UnsafeByteOperations.unsafeWrap(out.toByteArray());
    }

    /** Reads a value that fills its field. */
    static <T> T whole(ByteString bytes, Function<ByteReader, T> read) {
        ByteReader in = InPlace.reader(bytes);
        T value = read.apply(in);
        in.expectEnd();
        return value;
    }

    static ByteString dots(DotSet dots) {
        return UnsafeByteOperations.unsafeWrap(dots.toByteArray());
    }

    static DotSet dots(ByteString bytes) {
        return whole(bytes, DotSet::readFrom);
    }

    /** Of a field that older nodes do not send. */
    static DotSet dotsIfAny(ByteString bytes) {
        return bytes.isEmpty() ? DotSet.EMPTY : dots(bytes);
    }

    static List<ByteString> entries(List<LogEntry> entries) {
        return mapped(entries, entry -> UnsafeByteOperations.unsafeWrap(entry.toByteArray()));
    }

    static List<LogEntry> readEntries(List<ByteString> entries) {
        return mapped(entries, entry -> whole(entry, LogEntry::readFrom));
    }

    static io.kvorum.protocol.client.Dot dot(Dot dot) {
        return io.kvorum.protocol.client.Dot.newBuilder()
                .setActor(dot.actor().id())
                .setCounter(dot.counter())
                .build();
    }

    static Dot dot(io.kvorum.protocol.client.Dot dot) {
        if (dot.getCounter() <= 0) {
            throw new MalformedBytesException("dot with counter " + dot.getCounter());
        }
        return new Dot(new Actor(dot.getActor()), dot.getCounter());
    }

    static io.kvorum.protocol.client.WriteId writeId(WriteId id) {
        return io.kvorum.protocol.client.WriteId.newBuilder()
                .setSession(id.session())
                .setSequence(id.sequence())
                .setIssuedAtMillis(id.issuedAtMillis())
                .build();
    }

    static WriteId writeId(io.kvorum.protocol.client.WriteId id) {
        if (id.getSequence() < 0 || id.getIssuedAtMillis() < 0) {
            throw new MalformedBytesException("write id with a negative sequence or issue time");
        }
        return new WriteId(id.getSession(), id.getSequence(), id.getIssuedAtMillis());
    }

    static io.kvorum.protocol.client.Version version(Version version) {
        return io.kvorum.protocol.client.Version.newBuilder()
                .setDot(dot(version.dot()))
                .setWriteId(writeId(version.writeId()))
                .setValue(wrap(version.value()))
                .setExpiresAtMillis(version.expiresAtMillis())
                .build();
    }

    static Version version(io.kvorum.protocol.client.Version version) {
        if (version.getExpiresAtMillis() < 0) {
            throw new MalformedBytesException("expires at " + version.getExpiresAtMillis());
        }
        return new Version(
                dot(version.getDot()),
                writeId(version.getWriteId()),
                bytes(version.getValue()),
                version.getExpiresAtMillis());
    }

    /** Numbers of nodes, partitions, buckets: unsigned on the wire, never that large. */
    static int natural(int value, String what) {
        if (value < 0) {
            throw new MalformedBytesException(what + " out of range: " + Integer.toUnsignedString(value));
        }
        return value;
    }

    static <A, B> List<B> mapped(List<A> list, Function<? super A, ? extends B> function) {
        List<B> result = new ArrayList<>(list.size());
        for (A item : list) {
            result.add(function.apply(item));
        }
        return result;
    }
}
