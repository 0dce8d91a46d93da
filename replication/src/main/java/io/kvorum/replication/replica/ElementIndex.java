package io.kvorum.replication.replica;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Row;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * The element rows of one partition in the order of their elements, and how many elements of each key are in. Changed in the batch of the
 * row, so it needs no building after a crash. Rows of which only a context is left are listed, too: what they know of removals must not
 * be passed by. Of increments of counters {@link CounterIndex} writes the entries. Rows of a key are scattered over the tree by the hashes of their elements; only here they are together.
 */
public final class ElementIndex {
    private static final byte[] OUT = {0};
    private static final byte[] IN = {1};

    private final int partition;
    private final Storage storage;
    private final ShardConfig config;

    ElementIndex(int partition, Storage storage, ShardConfig config) {
        this.partition = partition;
        this.storage = storage;
        this.config = config;
    }

    /**
     * The row of an element was written, in this step. What the index said before is looked up and not taken from the row before: that may have vanished
     * from the disk.
     */
    void changed(RowKey key, Row before, Row after) {
        byte[] entry = Keys.element(partition, key);
        boolean wasIn = config.makes(PlantedBug.ELEMENT_COUNTED_BY_THE_ROW_BEFORE)
                ? CellType.isIn(key.sub(), before.versions())
                : storage.get(Table.STATE, entry)
                        .filter(value -> value[0] == IN[0])
                        .isPresent();
        boolean isIn = CellType.isIn(key.sub(), after.versions());
        if (after.isEmpty() && !config.makes(PlantedBug.REMOVED_ELEMENT_STAYS_LISTED)) {
            storage.delete(Table.STATE, entry);
        } else {
            storage.put(Table.STATE, entry, isIn ? IN : OUT);
        }
        if (wasIn != isIn || (isIn && config.makes(PlantedBug.EVERY_ADD_COUNTS))) {
            count(key, isIn ? 1 : -1);
        }
    }

    private void count(RowKey element, int change) {
        byte[] key = Keys.elementCount(partition, element);
        long count = read(key) + change;
        if (count == 0) {
            storage.delete(Table.STATE, key);
        } else {
            storage.put(Table.STATE, key, new ByteWriter(8).writeVarLong(count).toByteArray());
        }
    }

    private long read(byte[] countKey) {
        return storage.get(Table.STATE, countKey)
                .map(bytes -> new ByteReader(bytes).readVarLong())
                .orElse(0L);
    }

    /** How many elements of a key are in, as this replica knows. */
    public long count(RowKey collection) {
        return read(Keys.elementCount(partition, collection));
    }

    /**
     * Elements of a key in order, whether they are in or not.
     *
     * @param after the {@code sub} after which to go on; empty: from the first
     * @param limit at most so many
     */
    public List<Bytes> list(RowKey collection, Bytes after, int limit) {
        List<Bytes> subs = new ArrayList<>();
        byte[] from = after.isEmpty()
                ? Keys.elements(partition, collection)
                : Keys.successor(Keys.element(partition, new RowKey(collection.bucket(), collection.key(), after)));
        storage.scan(Table.STATE, from, Keys.elementsEnd(partition, collection), (entry, value) -> {
            subs.add(Keys.elementSub(collection, entry));
            return subs.size() < limit;
        });
        return subs;
    }
}
