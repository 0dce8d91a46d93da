package io.kvorum.replication.acceptor;

import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes the registers of dropped buckets from one partition, some at a time. Without a floor: the id of a bucket is never given
 * again, and what comes late for it is refused. A new process begins anew, which costs one look at each register.
 */
public final class RegisterPurge {
    private final ShardState shard;
    private final Acceptor acceptor;
    private final int partition;
    private int dropped;
    private byte[] from = {};
    private boolean done = true;

    public RegisterPurge(ShardState shard, RegisterMessages acceptors, int partition) {
        this.shard = shard;
        this.acceptor = acceptors.acceptor(partition);
        this.partition = partition;
    }

    /** Looks at up to {@code limit} entries if something may be left of a dropped bucket. */
    public void step(int limit) {
        if (dropped != shard.topology().droppedBuckets()) {
            dropped = shard.topology().droppedBuckets();
            from = Keys.partition(partition);
            done = false;
        }
        if (done) {
            return;
        }
        List<RowKey> gone = new ArrayList<>();
        int[] seen = {0};
        shard.storage().scan(Table.REGISTERS, from, Keys.partitionEnd(partition), (key, value) -> {
            RowKey register = Keys.registerOf(key);
            if (shard.topology().isDropped(register.bucket())) {
                gone.add(register);
            }
            from = Keys.successor(key);
            return ++seen[0] < limit;
        });
        gone.forEach(acceptor::purge);
        done = seen[0] < limit;
    }
}
