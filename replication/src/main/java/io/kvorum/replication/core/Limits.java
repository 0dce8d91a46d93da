package io.kvorum.replication.core;

import java.time.Duration;

/**
 * Every limit and interval of the core, in one place. Beyond a limit requests are refused as {@code OVERLOADED} or with an
 * error that names the limit; nothing is buffered without bound.
 *
 * @param foldInterval of the format of counters: the same at all nodes of a cluster, for good. Increments are stored in groups by it, and a fold
 *     must not split one
 */
public record Limits(
        int maxKeyBytes,
        int maxValueBytes,
        int maxSiblings,
        int maxRowBytes,
        int maxContextBytes,
        int maxPendingRequests,
        int maxLogEntriesPerPartition,
        int maxHintsPerNode,
        int hintsPerTick,
        int exchangePageBytes,
        int exchangePageDots,
        int housekeepingWork,
        int maxRowsPerLeaf,
        int maxFeedWaits,
        Duration writeIdWindow,
        Duration maxClockSkew,
        Duration readHedgeDelay,
        Duration exchangeInterval,
        Duration exchangeRefresh,
        Duration exchangeTimeout,
        Duration hintInterval,
        Duration pruneInterval,
        Duration topologyInterval,
        Duration treeInterval,
        Duration treeConfirmDelay,
        Duration scrubInterval,
        Duration foldInterval) {

    /** How long after its issue a write id may be forgotten, clocks being off by as much as they may: nobody mints for it any more. */
    public long forgettableAfterMillis() {
        return writeIdWindow.plus(maxClockSkew).toMillis();
    }

    public static final Limits DEFAULTS = new Limits(
            4 << 10,
            1 << 20,
            32,
            8 << 20,
            64 << 10,
            65_536,
            1_000_000,
            100_000,
            64,
            512 << 10,
            4_096,
            256,
            256,
            16_384,
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofMinutes(10),
            Duration.ofSeconds(2),
            Duration.ofHours(24),
            Duration.ofMinutes(1));
}
