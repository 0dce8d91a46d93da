package io.kvorum.replication.replica;

import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The rows of one partition by the time at which versions of them expire. Changed in the batch of the row, so it needs no
 * building after a crash, and looked at from its beginning only. A row that has vanished from the disk leaves its entries behind.
 */
public final class ExpiryIndex {
    private final Storage storage;
    private final int partition;
    /** No entry is earlier. Without it each look would pass over all that was deleted at the beginning. */
    private long earliestMillis;

    ExpiryIndex(int partition, Storage storage) {
        this.partition = partition;
        this.storage = storage;
    }

    /** A version of this row expires, or expired, at this time. */
    public record Entry(long expiresAtMillis, byte[] storedKey) {}

    void changed(byte[] storedKey, Row before, Row after) {
        if (!before.expires() && !after.expires()) {
            return;
        }
        NavigableSet<Long> old = times(before);
        NavigableSet<Long> present = times(after);
        for (long millis : old) {
            if (!present.contains(millis)) {
                remove(millis, storedKey);
            }
        }
        for (long millis : present) {
            if (!old.contains(millis)) {
                storage.put(Table.STATE, Keys.expiry(partition, millis, storedKey), new byte[0]);
                earliestMillis = Math.min(earliestMillis, millis);
            }
        }
    }

    private static NavigableSet<Long> times(Row row) {
        NavigableSet<Long> times = new TreeSet<>();
        for (Version version : row.versions()) {
            if (version.expires()) {
                times.add(version.expiresAtMillis());
            }
        }
        return times;
    }

    void remove(long millis, byte[] storedKey) {
        storage.delete(Table.STATE, Keys.expiry(partition, millis, storedKey));
    }

    /** No version of the row expires at that time: the row has vanished since. */
    public void forget(Entry entry) {
        remove(entry.expiresAtMillis(), entry.storedKey());
    }

    /**
     * The first entries up to this time, at most so many.
     *
     * @param isWanted of a stored key; others are passed over
     */
    public List<Entry> due(long untilMillis, int limit, Predicate<byte[]> isWanted) {
        if (untilMillis < earliestMillis) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        long[] first = {Long.MAX_VALUE};
        storage.scan(
                Table.STATE, Keys.expiryStart(partition, earliestMillis), Keys.expiryEnd(partition), (key, value) -> {
                    long millis = Keys.expiryMillis(key);
                    first[0] = Math.min(first[0], millis);
                    if (millis > untilMillis) {
                        return false;
                    }
                    byte[] row = Keys.expiryRow(key);
                    if (isWanted.test(row)) {
                        entries.add(new Entry(millis, row));
                    }
                    return entries.size() < limit;
                });
        earliestMillis = first[0];
        return entries;
    }
}
