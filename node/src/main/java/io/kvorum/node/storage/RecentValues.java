package io.kvorum.node.storage;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.storage.Table;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a shard read or committed last of the tables that are read again and again, bounded by bytes; the least recently used
 * goes first. It saves the way into RocksDB and the search there, the dearest part of a write. Used by the shard's thread
 * only.
 */
final class RecentValues {
    private static final Set<Table> TABLES = EnumSet.of(Table.ROWS, Table.IDS);
    /** Of an entry beside its bytes: the map's node, two arrays' heads, the key object. */
    private static final int ENTRY_BYTES = 128;
    /** A larger value would push out too many others. */
    private static final int LARGEST_SHARE = 64;

    private record Key(Table table, Bytes bytes) {}

    private final Map<Key, byte[]> values = new LinkedHashMap<>(1024, 0.75f, true);
    private final long maxBytes;
    private long bytes;

    /** @param maxBytes 0 keeps nothing */
    RecentValues(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    byte @Nullable [] get(Table table, byte[] key) {
        return TABLES.contains(table) ? values.get(new Key(table, Bytes.of(key))) : null;
    }

    /** The value as it is in RocksDB from now on. */
    void put(Table table, byte[] key, byte[] value) {
        if (!TABLES.contains(table)) {
            return;
        }
        long size = size(key, value);
        if (size > maxBytes / LARGEST_SHARE) {
            remove(table, key);
            return;
        }
        byte[] old = values.put(new Key(table, Bytes.of(key)), value);
        bytes += size - (old == null ? 0 : size(key, old));
        var eldest = values.entrySet().iterator();
        while (bytes > maxBytes) {
            var entry = eldest.next();
            bytes -= size(entry.getKey().bytes.array(), entry.getValue());
            eldest.remove();
        }
    }

    void remove(Table table, byte[] key) {
        if (TABLES.contains(table)) {
            byte[] old = values.remove(new Key(table, Bytes.of(key)));
            bytes -= old == null ? 0 : size(key, old);
        }
    }

    long bytes() {
        return bytes;
    }

    private static long size(byte[] key, byte[] value) {
        return (long) key.length + value.length + ENTRY_BYTES;
    }
}
