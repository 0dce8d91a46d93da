package io.kvorum.node.storage;

/**
 * How much of the machine RocksDB may use.
 *
 * @param blockCacheBytes blocks, indexes and filters kept in memory
 * @param memtableBytes writes of all tables kept in memory before they are flushed to a file
 * @param maxWalBytes size of the log beyond which the oldest memtable is flushed
 * @param backgroundJobs threads for flush and compaction
 */
public record StoreOptions(long blockCacheBytes, long memtableBytes, long maxWalBytes, int backgroundJobs) {
    public static final StoreOptions DEFAULTS = new StoreOptions(128L << 20, 96L << 20, 512L << 20, 2);
}
