package io.kvorum.replication.replica;

import io.kvorum.crdt.row.Row;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.storage.Storage;

/** The indexes over the rows of one partition. Each is changed in the batch of the row. */
record RowIndexes(ExpiryIndex expiries, ElementIndex elements) {
    static RowIndexes of(int partition, Storage storage, ShardConfig config) {
        return new RowIndexes(new ExpiryIndex(partition, storage), new ElementIndex(partition, storage, config));
    }

    void changed(byte[] storedKey, Row before, Row after) {
        expiries.changed(storedKey, before, after);
        elements.changed(storedKey, before, after);
    }
}
