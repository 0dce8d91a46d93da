package io.kvorum.node.storage;

import io.kvorum.replication.storage.Table;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Writes that are not in RocksDB yet, in order of their keys; the last write of a key counts. */
final class Overlay {
    /** Stands for a deleted key. Told apart from an empty value by identity. */
    static final byte[] DELETED = new byte[0];

    private final Map<Table, NavigableMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);
    private long bytes;

    void put(Table table, byte[] key, byte[] value) {
        entries(table).put(key, value);
        bytes += key.length + value.length + 64L;
    }

    void delete(Table table, byte[] key) {
        put(table, key, DELETED);
    }

    /** The value, or {@link #DELETED}; empty if the key was not written here. */
    Optional<byte[]> get(Table table, byte[] key) {
        return Optional.ofNullable(entries(table).get(key));
    }

    boolean contains(Table table, byte[] key) {
        return entries(table).containsKey(key);
    }

    NavigableMap<byte[], byte[]> entries(Table table) {
        return tables.computeIfAbsent(table, t -> new TreeMap<>(Arrays::compareUnsigned));
    }

    Map<Table, NavigableMap<byte[], byte[]>> tables() {
        return tables;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    /** What was written, overwritten values counted again: an upper bound of the memory held. */
    long bytes() {
        return bytes;
    }
}
