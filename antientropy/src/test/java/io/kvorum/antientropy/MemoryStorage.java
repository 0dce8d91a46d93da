package io.kvorum.antientropy;

import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Tables in memory, every write durable at once. */
final class MemoryStorage implements Storage {
    private final Map<Table, NavigableMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);

    MemoryStorage() {
        for (Table table : Table.values()) {
            tables.put(table, new TreeMap<>(Arrays::compareUnsigned));
        }
    }

    private NavigableMap<byte[], byte[]> of(Table table) {
        return Optional.ofNullable(tables.get(table)).orElseThrow();
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
    }

    @Override
    public void delete(Table table, byte[] key) {
        of(table).remove(key);
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
        return false;
    }
}
