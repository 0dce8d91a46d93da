package io.kvorum.node.serve;

import io.kvorum.node.shard.ClientCall;
import io.kvorum.protocol.client.NodeStatus;

/** What serving clients needs of its node. Thread-safe; no method blocks or throws. */
public interface ServeHost {
    TopologyView topology();

    int shards();

    /** @return false if the shard's inbox is full */
    boolean call(int shard, ClientCall call);

    /** All but the shards' states. */
    NodeStatus.Builder status();

    boolean isDraining();

    /** Not ready yet, for the first time since the start. */
    boolean isStarting();

    /** Begins to drain; returns at once. */
    void drain();

    long wallMillis();
}
