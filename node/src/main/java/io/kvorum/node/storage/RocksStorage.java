package io.kvorum.node.storage;

import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/**
 * One shard's view of the store. The steps of a drain write into an overlay, which {@link #commit} turns into one atomic
 * batch: a key that several steps wrote is written once. Batches are numbered; {@link #durableUpTo} says which are fsynced.
 *
 * <p>Used by the shard's thread only.
 */
public final class RocksStorage implements Storage {
    private record Batch(long number, Overlay writes) {}

    private final RocksStore store;
    private final SequenceEnds ends;
    private final ArrayDeque<Batch> inFlight = new ArrayDeque<>();
    private Overlay current = new Overlay();
    private long lastBatch;

    RocksStorage(RocksStore store) {
        this.store = store;
        this.ends = new SequenceEnds(this::lastKey);
    }

    /** The greatest key from {@code first} on and below {@code end}, committed or not; null if there is none. */
    private byte @Nullable [] lastKey(Table table, byte[] first, byte[] end) {
        byte[] stored = store.lastKey(table, first, end);
        byte[] written = current.entries(table).lowerKey(end);
        boolean counts = written != null && Arrays.compareUnsigned(written, stored == null ? first : stored) >= 0;
        return counts ? written : stored;
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        Optional<byte[]> written = current.get(table, key);
        if (written.isPresent()) {
            return written.get() == Overlay.DELETED ? Optional.empty() : written;
        }
        return ends.isBeyond(table, key) ? Optional.empty() : store.read(table, key);
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
        current.put(table, key, value);
        ends.written(table, key);
    }

    @Override
    public void delete(Table table, byte[] key) {
        current.delete(table, key);
    }

    @Override
    public void scan(Table table, byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
        if (Arrays.compareUnsigned(fromInclusive, toExclusive) >= 0
                || ends.isBeyond(table, fromInclusive, toExclusive)) {
            return;
        }
        NavigableMap<byte[], byte[]> written = current.entries(table).subMap(fromInclusive, true, toExclusive, false);
        ColumnFamilyHandle handle = store.handle(table);
        try (Slice end = new Slice(toExclusive);
                ReadOptions options = new ReadOptions().setIterateUpperBound(end);
                RocksIterator stored = store.db().newIterator(handle, options)) {
            stored.seek(fromInclusive);
            merge(written, stored, visitor);
        }
    }

    private static void merge(NavigableMap<byte[], byte[]> written, RocksIterator stored, Visitor visitor) {
        Iterator<Map.Entry<byte[], byte[]>> overlay = written.entrySet().iterator();
        boolean more = true;
        while (more && overlay.hasNext()) {
            Map.Entry<byte[], byte[]> write = overlay.next();
            more = visitStored(stored, write.getKey(), visitor);
            if (more && write.getValue() != Overlay.DELETED) {
                more = visitor.visit(write.getKey(), write.getValue());
            }
        }
        while (more && isValid(stored)) {
            more = visitor.visit(stored.key(), stored.value());
            stored.next();
        }
    }

    /** Visits what is stored before this key, and steps over the key itself. */
    private static boolean visitStored(RocksIterator stored, byte[] before, Visitor visitor) {
        while (isValid(stored)) {
            byte[] key = stored.key();
            int order = Arrays.compareUnsigned(key, before);
            if (order > 0) {
                return true;
            }
            boolean more = order == 0 || visitor.visit(key, stored.value());
            stored.next();
            if (!more || order == 0) {
                return more;
            }
        }
        return true;
    }

    /** An iterator that met a damaged block ends as if the table did: its status tells. */
    private static boolean isValid(RocksIterator iterator) {
        if (iterator.isValid()) {
            return true;
        }
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw StorageFailure.of("scan", e);
        }
        return false;
    }

    @Override
    public boolean isUnsynced(Table table, byte[] key) {
        if (current.contains(table, key)) {
            return true;
        }
        for (Batch batch : inFlight) {
            if (batch.writes.contains(table, key)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes everything since the last commit as one atomic batch, not yet durable.
     *
     * @return the batch's number; that of the last batch if there was nothing to write
     */
    public long commit() {
        if (current.isEmpty()) {
            return lastBatch;
        }
        try (WriteBatch batch = new WriteBatch((int) Math.min(current.bytes() + 64, 1 << 24))) {
            for (Map.Entry<Table, NavigableMap<byte[], byte[]>> table :
                    current.tables().entrySet()) {
                fill(batch, table.getKey(), table.getValue());
            }
            store.commit(batch);
        } catch (RocksDBException e) {
            throw StorageFailure.of("build a batch", e);
        }
        inFlight.add(new Batch(++lastBatch, current));
        current = new Overlay();
        return lastBatch;
    }

    private void fill(WriteBatch batch, Table table, NavigableMap<byte[], byte[]> writes) throws RocksDBException {
        ColumnFamilyHandle handle = store.handle(table);
        for (Map.Entry<byte[], byte[]> write : writes.entrySet()) {
            if (write.getValue() == Overlay.DELETED) {
                batch.delete(handle, write.getKey());
            } else {
                batch.put(handle, write.getKey(), write.getValue());
            }
        }
    }

    /** Batches up to this number are fsynced. */
    public void durableUpTo(long batch) {
        while (!inFlight.isEmpty() && inFlight.getFirst().number <= batch) {
            inFlight.removeFirst();
        }
    }

    /** How many batches wait for their fsync. */
    public int batchesInFlight() {
        return inFlight.size();
    }

    /** Whether anything was written since the last commit. */
    public boolean isDirty() {
        return !current.isEmpty();
    }

    /** An upper bound of the memory that uncommitted writes hold. */
    public long uncommittedBytes() {
        return current.bytes();
    }
}
