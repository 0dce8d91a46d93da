package io.kvorum.replication.replica;

import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The marks of the rows of one partition whose context the clock did not cover when they were written. */
final class UnstrippedRows {
    private final Storage storage;
    private final int partition;
    private byte[] from;
    /** True once a whole round has found none, and none was added since. */
    private boolean none;

    UnstrippedRows(int partition, Storage storage) {
        this.storage = storage;
        this.partition = partition;
        this.from = Keys.unstrippedStart(partition);
    }

    void add(byte[] storedKey) {
        storage.put(Table.STATE, Keys.unstripped(partition, storedKey), new byte[0]);
        none = false;
    }

    void remove(byte[] storedKey) {
        storage.delete(Table.STATE, Keys.unstripped(partition, storedKey));
    }

    /** The stored keys of the first ones in a range of stored keys. */
    List<byte[]> marked(byte[] from, byte[] until, int limit) {
        List<byte[]> marked = new ArrayList<>();
        byte[] end = Arrays.compareUnsigned(until, Keys.partitionEnd(partition)) < 0
                ? Keys.unstripped(partition, until)
                : Keys.unstrippedEnd(partition);
        storage.scan(Table.STATE, Keys.unstripped(partition, from), end, (mark, value) -> {
            marked.add(Keys.unstrippedRow(mark));
            return marked.size() < limit;
        });
        return marked;
    }

    /** The stored keys of the next ones, going round. */
    List<byte[]> next(int limit) {
        if (none) {
            return List.of();
        }
        List<byte[]> marks = new ArrayList<>();
        byte[] start = Keys.unstrippedStart(partition);
        storage.scan(Table.STATE, from, Keys.unstrippedEnd(partition), (mark, value) -> {
            marks.add(mark);
            return marks.size() < limit;
        });
        none = marks.isEmpty() && Arrays.equals(from, start);
        from = marks.size() < limit ? start : Keys.successor(marks.get(marks.size() - 1));
        return marks.stream().map(Keys::unstrippedRow).toList();
    }
}
