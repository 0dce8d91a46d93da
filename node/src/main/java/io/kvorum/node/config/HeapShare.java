package io.kvorum.node.config;

/**
 * Bounds of what waits in memory, where none is configured: parts of the Java heap, so that all queues together fit into it when
 * all of them are full. What waits takes two to three times its bytes on the wire.
 *
 * @param heapBytes the most that the heap may grow to
 * @param leastBytes of a queue: the largest frame must fit
 */
record HeapShare(long heapBytes, long leastBytes) {
    private static final int INBOXES_PART = 8;
    private static final int QUEUES_PART = 16;
    private static final int BATCHES_PART = 64;

    private static final long MOST_INBOX_BYTES = 128L << 20;
    private static final long MOST_QUEUE_BYTES = 64L << 20;
    private static final long MOST_BATCH_BYTES = 8L << 20;
    private static final long LEAST_BATCH_BYTES = 1L << 20;

    /** Of one shard's inbox. */
    long inboxBytes(int shards) {
        return Math.clamp(heapBytes / INBOXES_PART / shards, leastBytes, Math.max(leastBytes, MOST_INBOX_BYTES));
    }

    /** Of the messages that wait for one peer. */
    long peerQueueBytes() {
        return Math.clamp(heapBytes / QUEUES_PART, leastBytes, Math.max(leastBytes, MOST_QUEUE_BYTES));
    }

    /** Of what one shard writes before it commits. */
    long batchBytes(int shards) {
        return Math.clamp(heapBytes / BATCHES_PART / shards, LEAST_BATCH_BYTES, MOST_BATCH_BYTES);
    }
}
