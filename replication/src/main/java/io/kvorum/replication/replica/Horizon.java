package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.Arrays;

/** Up to when one partition may have forgotten write ids: an unknown one that was issued by then is refused. */
final class Horizon {
    private final int partition;
    private final Storage storage;
    private final ShardConfig config;
    private long millis;

    Horizon(int partition, Storage storage, ShardConfig config) {
        this.partition = partition;
        this.storage = storage;
        this.config = config;
        this.millis = storage.get(Table.STATE, Keys.horizon(partition))
                .map(bytes -> new ByteReader(bytes).readLong())
                .orElse(0L);
    }

    /** 0 if nothing was forgotten. */
    long millis() {
        return millis;
    }

    /** Is an id, new here, from a time of which ids may be forgotten? */
    boolean refuses(WriteId id) {
        return id.issuedAtMillis() <= millis && !config.makes(PlantedBug.HORIZON_NOT_CHECKED);
    }

    void raise(long to) {
        if (to > millis && !config.makes(PlantedBug.PRUNE_INSIDE_WINDOW)) {
            millis = to;
            storage.put(
                    Table.STATE,
                    Keys.horizon(partition),
                    new ByteWriter(16).writeLong(to).toByteArray());
        }
    }

    /**
     * An incarnation of the node has the partition open; if it is another one than before, ids up to that time may be forgotten.
     *
     * @return whether it is another one
     */
    boolean openedBy(Actor actor, long forgottenMillis) {
        byte[] key = Keys.openedBy(partition);
        byte[] id = new ByteWriter(8).writeLong(actor.id()).toByteArray();
        if (storage.get(Table.STATE, key)
                .filter(last -> Arrays.equals(last, id))
                .isEmpty()) {
            raise(forgottenMillis);
            storage.put(Table.STATE, key, id);
            return true;
        }
        return false;
    }
}
