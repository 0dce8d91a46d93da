package io.kvorum.replication.replica;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.storage.CounterKeys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;

/**
 * Up to which issue time one partition replica takes no new increments, by request or by mutation, ever again. Those that some replica has
 * still come to all, in rows. So once every replica has such a floor, what was issued up to the lowest is a set that does not change.
 */
final class FoldFloor {
    private final int partition;
    private final Storage storage;
    private final ShardConfig config;
    private long millis;

    FoldFloor(int partition, Storage storage, ShardConfig config) {
        this.partition = partition;
        this.storage = storage;
        this.config = config;
        this.millis = storage.get(Table.STATE, CounterKeys.foldFloor(partition))
                .map(bytes -> new ByteReader(bytes).readLong())
                .orElse(0L);
    }

    /** 0 if any increment is taken. */
    long millis() {
        return millis;
    }

    /** Is a new increment that was issued then refused? */
    boolean refuses(long issuedAtMillis) {
        return issuedAtMillis <= millis && !config.makes(PlantedBug.FOLD_FLOOR_NOT_CHECKED);
    }

    void raise(long to) {
        if (to > millis) {
            millis = to;
            storage.put(
                    Table.STATE,
                    CounterKeys.foldFloor(partition),
                    new ByteWriter(Long.BYTES).writeLong(to).toByteArray());
        }
    }
}
