package io.kvorum.replication.replica;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.row.Row;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;

/** The indexes over the rows of one partition. Each is changed in the batch of the row. */
public record RowIndexes(ExpiryIndex expiries, ElementIndex elements, CounterIndex counters) {
    static RowIndexes of(int partition, Storage storage, ShardConfig config) {
        return new RowIndexes(
                new ExpiryIndex(partition, storage),
                new ElementIndex(partition, storage, config),
                new CounterIndex(partition, storage, config));
    }

    void changed(byte[] storedKey, Row before, Row after) {
        expiries.changed(storedKey, before, after);
        if (Keys.isElement(storedKey)) {
            RowKey key = Keys.rowKey(storedKey);
            if (CellType.isOfCounter(key.sub())) {
                counters.changed(key, after);
            } else {
                elements.changed(key, before, after);
            }
        }
    }

    /** As {@link #changed}, of a row that is gone, as all of its bucket will be. */
    void purged(byte[] storedKey, Row before) {
        boolean ofCounter = Keys.isElement(storedKey)
                && CellType.isOfCounter(Keys.rowKey(storedKey).sub());
        if (ofCounter) {
            counters.purged(Keys.rowKey(storedKey));
        } else {
            changed(storedKey, before, Row.EMPTY);
        }
    }
}
