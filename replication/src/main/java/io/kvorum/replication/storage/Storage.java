package io.kvorum.replication.storage;

import java.util.Optional;

/**
 * Sorted tables of bytes. All writes of one {@code core.step} become one atomic batch; reads and scans see them at once,
 * durable or not. Keys sort as unsigned bytes. Used by one shard's thread; a key belongs to one shard.
 *
 * <p>A value that fails its checksum is never returned: {@link CorruptStorageException} instead.
 */
public interface Storage {
    Optional<byte[]> get(Table table, byte[] key);

    void put(Table table, byte[] key, byte[] value);

    void delete(Table table, byte[] key);

    /**
     * Visits entries in ascending order from {@code fromInclusive} up to {@code toExclusive} until the visitor returns
     * false. The visitor must not write.
     */
    void scan(Table table, byte[] fromInclusive, byte[] toExclusive, Visitor visitor);

    /** Was this key written (or deleted) by a batch that is not yet fsynced? May answer true too often, never too seldom. */
    boolean isUnsynced(Table table, byte[] key);

    /** Receives the entries of a scan. */
    interface Visitor {
        /** @return whether to go on */
        boolean visit(byte[] key, byte[] value);
    }
}
