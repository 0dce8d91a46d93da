package io.kvorum.node.storage;

/** The write-ahead log that all shards share. Tests put a slow one between the shards and the disk. */
public interface DurableLog {
    /** Makes everything durable that was committed before the call. Blocks. */
    void sync();

    /** The number of the last committed write; grows, also over restarts. */
    long sequence();
}
