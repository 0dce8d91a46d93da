package io.kvorum.node.storage;

/**
 * How much of the machine the store may use.
 *
 * @param memoryBytes for data, shared out by the methods below
 * @param maxWalBytes size of the log beyond which the oldest memtable is flushed
 * @param backgroundJobs threads for flush and compaction
 */
public record StoreOptions(long memoryBytes, long maxWalBytes, int backgroundJobs) {
    public static final StoreOptions DEFAULTS = new StoreOptions(192L << 20, 512L << 20, 2);

    /** On the Java heap, by all shards together: what was read or written last. */
    public long recentBytes() {
        return memoryBytes / 8;
    }

    /** In RocksDB: blocks, indexes, filters, and the memtables, which count as a part of it. */
    public long cacheBytes() {
        return memoryBytes - recentBytes();
    }

    /** The part of the cache that writes may take before they are flushed to files. */
    public long memtableBytes() {
        return memoryBytes / 2;
    }
}
