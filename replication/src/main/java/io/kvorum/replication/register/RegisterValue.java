package io.kvorum.replication.register;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a register holds. One value has exactly one encoding.
 *
 * @param version grows by one with each update that is applied, also over deletes
 * @param entries the keys that are there; none: everything is deleted
 * @param memory the last update of each session, by session; at most {@link #MAX_MEMORY_BYTES}
 * @param horizonMillis updates issued up to here may have been forgotten: one that is not remembered is refused
 */
public record RegisterValue(
        long version, SortedMap<Bytes, Entry> entries, List<Remembered> memory, long horizonMillis) {
    /** Of what is remembered: more than 500 sessions. */
    public static final int MAX_MEMORY_BYTES = 32 << 10;

    /** Of a register that was never written. */
    public static final RegisterValue NEVER_WRITTEN = absent(0, 0);

    private static final int FORMAT = 1;

    public RegisterValue {
        entries = Collections.unmodifiableSortedMap(entries);
        memory = List.copyOf(memory);
    }

    /** Of a register of which nothing is stored any more. */
    public static RegisterValue absent(long version, long horizonMillis) {
        return new RegisterValue(version, new TreeMap<>(), List.of(), horizonMillis);
    }

    /** Is there nothing but the memory of what was? */
    public boolean isTombstone() {
        return entries.isEmpty();
    }

    /** Is nothing stored of it, not even the memory of the update that deleted it? Its version says nothing then. */
    public boolean isAbsent() {
        return entries.isEmpty() && memory.isEmpty();
    }

    public Optional<Entry> entry(Bytes key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** 0 if the key is absent. */
    public long versionOf(Bytes key) {
        return entry(key).map(Entry::version).orElse(0L);
    }

    public Optional<Remembered> lastOf(long session) {
        return memory.stream().filter(last -> last.id().session() == session).findFirst();
    }

    /** The issue time of the latest update that it remembers or may have forgotten. */
    public long lastIssueMillis() {
        return memory.stream().mapToLong(last -> last.id().issuedAtMillis()).reduce(horizonMillis, Math::max);
    }

    /** Bytes of all keys and values. */
    public long dataBytes() {
        long bytes = 0;
        for (var entry : entries.entrySet()) {
            bytes += entry.getKey().length() + entry.getValue().value().length();
        }
        return bytes;
    }

    /** Bytes of what is remembered; no less than they take. */
    public long memoryBytes() {
        return memory.stream().mapToLong(Remembered::sizeBytes).sum();
    }

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter((int) Math.min(1 << 20, 64 + dataBytes() + memoryBytes()));
        out.writeByte(FORMAT).writeVarLong(version).writeVarLong(horizonMillis);
        out.writeVarLong(entries.size());
        entries.forEach((key, entry) -> out.writeBytes(key.array())
                .writeVarLong(entry.version())
                .writeBytes(entry.value().array()));
        out.writeVarLong(memory.size());
        memory.forEach(last -> last.writeTo(out));
        return out.toByteArray();
    }

    /** Are these the bytes of a tombstone? Reads no further than it must. */
    public static boolean isTombstone(ByteReader in) {
        expectFormat(in);
        in.readVarLong();
        in.readVarLong();
        return in.readVarLong() == 0;
    }

    private static void expectFormat(ByteReader in) {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("register of format " + format + ", known is " + FORMAT);
        }
    }

    /** @throws MalformedBytesException if these are not the bytes of a register's value */
    public static RegisterValue fromBytes(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        expectFormat(in);
        long version = in.readVarLong();
        long horizon = in.readVarLong();
        int keys = in.readCount(3);
        SortedMap<Bytes, Entry> entries = new TreeMap<>();
        for (int i = 0; i < keys; i++) {
            Bytes key = Bytes.of(in.readBytes());
            entries.put(key, new Entry(in.readVarLong(), Bytes.of(in.readBytes())));
        }
        int sessions = in.readCount(Remembered.minimumBytes());
        List<Remembered> memory = new ArrayList<>(sessions);
        for (int i = 0; i < sessions; i++) {
            memory.add(Remembered.readFrom(in));
        }
        in.expectEnd();
        return new RegisterValue(version, entries, memory, horizon);
    }
}
