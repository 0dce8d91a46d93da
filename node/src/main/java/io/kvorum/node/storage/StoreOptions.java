package io.kvorum.node.storage;

/**
 * How much of the machine the store may use.
 *
 * @param memoryBytes for RocksDB's data, shared out by the methods below
 * @param maxWalBytes size of the log beyond which the oldest memtable is flushed
 * @param backgroundJobs threads for flush and compaction
 */
public record StoreOptions(long memoryBytes, long maxWalBytes, int backgroundJobs) {
    public static final StoreOptions DEFAULTS = new StoreOptions(192L << 20, 512L << 20, 2);

    /** Blocks, indexes and filters, and the memtables, which count as a part of it. */
    public long cacheBytes() {
        return memoryBytes;
    }

    /** The part of the cache that writes may take before they are flushed to files. */
    public long memtableBytes() {
        return memoryBytes / 2;
    }
}
