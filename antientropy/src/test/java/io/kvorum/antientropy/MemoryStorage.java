package io.kvorum.antientropy;

import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tables in memory; every write is durable at once, unless the disk is told to be slow. */
final class MemoryStorage implements Storage {
    private final Map<Table, NavigableMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);
    private final Map<Table, Set<byte[]>> unsynced = new EnumMap<>(Table.class);
    private Optional<Map<Table, NavigableMap<byte[], byte[]>>> synced = Optional.empty();

    MemoryStorage() {
        for (Table table : Table.values()) {
            tables.put(table, new TreeMap<>(Arrays::compareUnsigned));
            unsynced.put(table, new TreeSet<>(Arrays::compareUnsigned));
        }
    }

    /** From now on nothing becomes durable. */
    void stopSyncing() {
        Map<Table, NavigableMap<byte[], byte[]>> copy = new EnumMap<>(Table.class);
        tables.forEach((table, entries) -> copy.put(table, new TreeMap<>(entries)));
        synced = Optional.of(copy);
    }

    boolean syncs() {
        return synced.isEmpty();
    }

    /** Takes back what did not become durable. */
    void crash() {
        synced.ifPresent(tables::putAll);
        sync();
    }

    /** Everything is durable, and will be again. */
    void sync() {
        synced = Optional.empty();
        unsynced.values().forEach(Set::clear);
    }

    private void written(Table table, byte[] key) {
        if (synced.isPresent()) {
            Optional.ofNullable(unsynced.get(table)).orElseThrow().add(key);
        }
    }

    private NavigableMap<byte[], byte[]> of(Table table) {
        return Optional.ofNullable(tables.get(table)).orElseThrow();
    }

    /** Everything that is stored, as text, to compare. */
    String contents() {
        StringBuilder text = new StringBuilder();
        tables.forEach((table, entries) -> entries.forEach((key, value) -> text.append(table)
                .append(' ')
                .append(HexFormat.of().formatHex(key))
                .append('=')
                .append(HexFormat.of().formatHex(value))
                .append('\n')));
        return text.toString();
    }

    int size(Table table) {
        return of(table).size();
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        return Optional.ofNullable(of(table).get(key));
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
        of(table).put(key, value);
        written(table, key);
    }

    @Override
    public void delete(Table table, byte[] key) {
        of(table).remove(key);
        written(table, key);
    }

    @Override
    public void scan(Table table, byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
        List<Map.Entry<byte[], byte[]>> entries = new ArrayList<>(
                of(table).subMap(fromInclusive, true, toExclusive, false).entrySet());
        for (Map.Entry<byte[], byte[]> entry : entries) {
            if (!visitor.visit(entry.getKey(), entry.getValue())) {
                return;
            }
        }
    }

    @Override
    public boolean isUnsynced(Table table, byte[] key) {
        return Optional.ofNullable(unsynced.get(table)).orElseThrow().contains(key);
    }
}
