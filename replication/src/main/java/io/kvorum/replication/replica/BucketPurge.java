package io.kvorum.replication.replica;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes the rows of dropped buckets from one partition, a few at a time, once after each drop. Clock and log keep what they
 * know of them: an exchange then sees nothing missing, and brings nothing back. A crash begins the round anew.
 */
public final class BucketPurge {
    private final PartitionReplica replica;
    private final Storage storage;
    private final ShardConfig config;
    private byte[] from;
    private int round;
    private int done;

    public BucketPurge(PartitionReplica replica, Storage storage, ShardConfig config) {
        this.replica = replica;
        this.storage = storage;
        this.config = config;
        this.from = Keys.partition(replica.partition());
        this.done = storage.get(Table.STATE, Keys.purged(replica.partition()))
                .map(bytes -> new ByteReader(bytes).readInt())
                .orElse(0);
        this.round = done;
    }

    /**
     * Looks at up to {@code limit} rows.
     *
     * @param dropped how many buckets have ever been dropped, as far as this node knows
     */
    public void step(int dropped, int limit) {
        if (dropped == done) {
            return;
        }
        if (dropped != round) {
            round = dropped;
            from = Keys.partition(replica.partition());
        }
        if (config.makes(PlantedBug.PURGE_NOT_RESUMED)) {
            save(round);
        }
        List<byte[]> gone = new ArrayList<>();
        byte[][] last = new byte[1][];
        int[] seen = {0};
        storage.scan(Table.ROWS, from, Keys.partitionEnd(replica.partition()), (stored, value) -> {
            if (replica.isOfDroppedBucket(stored)) {
                gone.add(stored);
            }
            last[0] = stored;
            return ++seen[0] < limit;
        });
        gone.forEach(replica::purge);
        if (seen[0] < limit) {
            done = round;
            save(done);
        } else {
            from = Keys.successor(last[0]);
        }
    }

    private void save(int purged) {
        storage.put(
                Table.STATE,
                Keys.purged(replica.partition()),
                new ByteWriter(4).writeInt(purged).toByteArray());
    }
}
