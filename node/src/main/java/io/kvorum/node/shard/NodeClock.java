package io.kvorum.node.shard;

import io.kvorum.replication.core.Time;

/** Where a node's time comes from. */
public interface NodeClock {
    NodeClock SYSTEM = () -> new Time(System.nanoTime(), System.currentTimeMillis());

    Time now();
}
