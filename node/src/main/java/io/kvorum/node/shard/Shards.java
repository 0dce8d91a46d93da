package io.kvorum.node.shard;

/** Which shard a partition belongs to. */
public final class Shards {
    private Shards() {}

    /** What is about the node, and no partition, belongs to shard 0. */
    public static int of(int partition, int shards) {
        return partition < 0 ? 0 : partition % shards;
    }
}
