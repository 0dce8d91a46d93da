package io.kvorum.bench.peer;

import java.util.Map;

/** When Cassandra fsyncs what it acknowledges. */
enum CommitLog {
    /** As shipped: every ten seconds, and a write waits for nothing. */
    PERIODIC,
    /** Before a replica acknowledges, many writes in one fsync. */
    BATCH;

    /** Threads for writes: one that waits for an fsync does nothing else. */
    int concurrentWrites() {
        return this == PERIODIC ? 32 : 128;
    }

    Map<String, Object> settings() {
        return switch (this) {
            case PERIODIC -> Map.of("commitlog_sync", "periodic", "commitlog_sync_period", "10000ms");
            case BATCH -> Map.of("commitlog_sync", "batch");
        };
    }
}
