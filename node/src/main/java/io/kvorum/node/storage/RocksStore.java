package io.kvorum.node.storage;

import io.kvorum.replication.storage.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * A node's RocksDB. Checksums are verified on every read. The log is recovered up to the first damaged record, so that a
 * torn tail, which was never acknowledged, does not keep a node from starting.
 *
 * <p>Thread-safe until {@link #close}, which must come after all users have stopped.
 */
public final class RocksStore implements DurableLog, AutoCloseable {
    private static final int BLOOM_BITS_PER_KEY = 10;
    private static final int BLOCK_BYTES = 8 << 10;

    private final List<AbstractNativeReference> owned = new ArrayList<>();
    private final Map<Table, ColumnFamilyHandle> tables = new EnumMap<>(Table.class);
    private final RocksDB db;
    private final WriteOptions unsynced = own(new WriteOptions().setSync(false));

    private RocksStore(Path directory, StoreOptions options) throws RocksDBException {
        Cache cache = own(new LRUCache(options.cacheBytes()));
        BlockBasedTableConfig blocks = blocks(cache);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        descriptors.add(new ColumnFamilyDescriptor(
                RocksDB.DEFAULT_COLUMN_FAMILY, own(columnOptions(options, blocks, OptionalInt.empty()))));
        for (Table table : Table.values()) {
            descriptors.add(new ColumnFamilyDescriptor(
                    name(table), own(columnOptions(options, blocks, sequencePrefixBytes(table)))));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            db = RocksDB.open(own(dbOptions(options, cache)), directory.toString(), descriptors, handles);
        } catch (RocksDBException e) {
            closeOwned();
            throw e;
        }
        for (Table table : Table.values()) {
            tables.put(table, handles.get(table.ordinal() + 1));
        }
        owned.add(db);
        owned.addAll(handles);
    }

    /** Opens or creates the store in this directory. */
    public static RocksStore open(Path directory, StoreOptions options) {
        RocksDB.loadLibrary();
        try {
            return new RocksStore(directory, options);
        } catch (RocksDBException e) {
            throw StorageFailure.of("open " + directory, e);
        }
    }

    /** The storage of one shard, to be used by its thread only. */
    public RocksStorage shard() {
        return new RocksStorage(this);
    }

    @Override
    public void sync() {
        try {
            db.syncWal();
        } catch (RocksDBException e) {
            throw StorageFailure.of("sync its log", e);
        }
    }

    @Override
    public long sequence() {
        return db.getLatestSequenceNumber();
    }

    /** Reads what is committed, past the shards; for the node's own entries. */
    public Optional<byte[]> read(Table table, byte[] key) {
        try {
            return Optional.ofNullable(db.get(handle(table), key));
        } catch (RocksDBException e) {
            throw StorageFailure.of("read " + table, e);
        }
    }

    /** Writes durably, past the shards; for the node's own entries. */
    public void writeDurably(Table table, byte[] key, byte[] value) {
        try (WriteOptions synced = new WriteOptions().setSync(true)) {
            db.put(handle(table), synced, key, value);
        } catch (RocksDBException e) {
            throw StorageFailure.of("write " + table, e);
        }
    }

    /** Writes past the shards; durable with the next sync. */
    public void write(Table table, byte[] key, byte[] value) {
        try {
            db.put(handle(table), key, value);
        } catch (RocksDBException e) {
            throw StorageFailure.of("write " + table, e);
        }
    }

    /** A property of RocksDB, for metrics; 0 if it has none of that name, or is closed. */
    public synchronized long property(String name) {
        try {
            return owned.isEmpty() ? 0 : db.getAggregatedLongProperty(name);
        } catch (RocksDBException e) {
            return 0;
        }
    }

    /** Writes the memtables to files, so that the next start has no log to replay. */
    public void flush() {
        try (org.rocksdb.FlushOptions wait = new org.rocksdb.FlushOptions().setWaitForFlush(true)) {
            db.flush(wait, List.copyOf(tables.values()));
        } catch (RocksDBException e) {
            throw StorageFailure.of("flush", e);
        }
    }

    @Override
    public synchronized void close() {
        closeOwned();
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle handle(Table table) {
        ColumnFamilyHandle handle = tables.get(table);
        if (handle == null) {
            throw new IllegalStateException("no column family for " + table);
        }
        return handle;
    }

    /** The greatest committed key from {@code first} on and below {@code end}; null if there is none. */
    byte @Nullable [] lastKey(Table table, byte[] first, byte[] end) {
        try (Slice upper = new Slice(end);
                Slice lower = new Slice(first);
                ReadOptions options =
                        new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
                RocksIterator keys = db.newIterator(handle(table), options)) {
            keys.seekToLast();
            keys.status();
            return keys.isValid() ? keys.key() : null;
        } catch (RocksDBException e) {
            throw StorageFailure.of("find the last key of " + table, e);
        }
    }

    void commit(WriteBatch batch) {
        try {
            db.write(unsynced, batch);
        } catch (RocksDBException e) {
            throw StorageFailure.of("write a batch", e);
        }
    }

    private <T extends AbstractNativeReference> T own(T reference) {
        owned.add(reference);
        return reference;
    }

    private void closeOwned() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
        owned.clear();
    }

    private static byte[] name(Table table) {
        return table.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    private DBOptions dbOptions(StoreOptions options, Cache cache) {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setMaxTotalWalSize(options.maxWalBytes())
                .setWriteBufferManager(own(new WriteBufferManager(options.memtableBytes(), cache)))
                .setAllowConcurrentMemtableWrite(false)
                .setMaxBackgroundJobs(options.backgroundJobs())
                .setBytesPerSync(1 << 20)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(4)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private BlockBasedTableConfig blocks(Cache cache) {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_BYTES)
                .setFormatVersion(6)
                .setIndexType(IndexType.kBinarySearch)
                .setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY, false)))
                .setWholeKeyFiltering(true)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
    }

    private static ColumnFamilyOptions columnOptions(
            StoreOptions options, BlockBasedTableConfig blocks, OptionalInt sequencePrefixBytes) {
        return memtables(sequencePrefixBytes)
                .setTableFormatConfig(blocks)
                .setWriteBufferSize(Math.max(1 << 20, options.memtableBytes() / 4))
                .setLevelCompactionDynamicLevelBytes(true)
                .setForceConsistencyChecks(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
    }

    /** By how many bytes keys belong together that are written one after the other. */
    private static OptionalInt sequencePrefixBytes(Table table) {
        return switch (table) {
            // Partition and actor, or partition and session; what follows only grows.
            case LOG, IDS, HINTS -> OptionalInt.of(Integer.BYTES + Long.BYTES);
            // Partition, kind and actor: the same few keys again and again.
            case STATE -> OptionalInt.of(Integer.BYTES + 1 + Long.BYTES);
            case ROWS, META, REGISTERS -> OptionalInt.empty();
        };
    }

    /**
     * Most look-ups of a write are for what is not there (its id, its log entry): a filter in the memtable spares them the
     * search. Of a sequence each write begins its search where the last one ended. These settings have no methods in Java.
     */
    private static ColumnFamilyOptions memtables(OptionalInt sequencePrefixBytes) {
        Properties settings = new Properties();
        settings.setProperty("memtable_prefix_bloom_size_ratio", "0.05");
        settings.setProperty("memtable_whole_key_filtering", "true");
        sequencePrefixBytes.ifPresent(
                length -> settings.setProperty("memtable_insert_with_hint_prefix_extractor", "fixed:" + length));
        return Objects.requireNonNull(
                ColumnFamilyOptions.getColumnFamilyOptionsFromProps(settings), "RocksDB knows its options");
    }
}
