package io.kvorum.replication.storage;

import io.kvorum.crdt.codec.Bytes;

/**
 * Reads a range of a table page by page.
 *
 * @param end where the range ends, exclusive
 * @param maxEntries of a page
 * @param maxBytes of the keys and values of a page, unless there is one entry alone
 */
public record PageScan(Storage storage, Table table, byte[] end, int maxEntries, long maxBytes) {
    /** Is shown one entry. */
    public interface Entry {
        void visit(byte[] key, byte[] value);
    }

    /**
     * @param from a key; where the page before has ended, or the start of the range
     * @return where the next page begins; empty at the end of the range
     */
    public Bytes read(byte[] from, Entry entry) {
        Bytes[] next = {Bytes.EMPTY};
        int[] entries = {0};
        long[] bytes = {0};
        storage.scan(table, from, end, (key, value) -> {
            bytes[0] += key.length + value.length;
            boolean isFull = entries[0] == maxEntries || (entries[0] > 0 && bytes[0] > maxBytes);
            if (isFull) {
                next[0] = Bytes.of(key);
                return false;
            }
            entries[0]++;
            entry.visit(key, value);
            return true;
        });
        return next[0];
    }
}
