package io.kvorum.replication.acceptor;

import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Removes the registers of dropped buckets, some at a time. Without a floor: the id of a bucket is never given again, and what
 * comes late for it is refused. A new process begins anew, which costs one look at each register.
 */
public final class RegisterPurge {
    private final ShardState shard;
    private final RegisterMessages acceptors;
    private final Map<Integer, Progress> partitions = new TreeMap<>();

    public RegisterPurge(ShardState shard, RegisterMessages acceptors) {
        this.shard = shard;
        this.acceptors = acceptors;
    }

    private static final class Progress {
        private int dropped;
        private byte[] from = {};
        private boolean done = true;
    }

    /** Looks at up to {@code limit} entries of each partition in which there may be something left. */
    public void step(int limit) {
        int dropped = shard.topology().droppedBuckets();
        shard.replicas().forEach(replica -> step(replica.partition(), dropped, limit));
    }

    private void step(int partition, int dropped, int limit) {
        Progress progress = partitions.computeIfAbsent(partition, p -> new Progress());
        if (progress.dropped != dropped) {
            progress.dropped = dropped;
            progress.from = Keys.partition(partition);
            progress.done = false;
        }
        if (progress.done) {
            return;
        }
        List<RowKey> gone = new ArrayList<>();
        int[] seen = {0};
        shard.storage().scan(Table.REGISTERS, progress.from, Keys.partitionEnd(partition), (key, value) -> {
            RowKey register = Keys.registerOf(key);
            if (shard.topology().isDropped(register.bucket())) {
                gone.add(register);
            }
            progress.from = Keys.successor(key);
            return ++seen[0] < limit;
        });
        gone.forEach(acceptors.acceptor(partition)::purge);
        progress.done = seen[0] < limit;
    }
}
