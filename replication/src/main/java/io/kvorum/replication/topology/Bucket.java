package io.kvorum.replication.topology;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.replication.quorum.Level;
import java.time.Duration;

/**
 * A named collection of keys.
 *
 * @param id never reused, also not by a bucket of the same name that is created later
 * @param kind fixed when the bucket is created
 * @param read default level of reads
 * @param write default level of writes
 * @param sloppy whether fallbacks count for writes by default
 * @param maxSiblings a write that would leave more live versions is refused
 * @param ttl how long after its issue time a value expires that was written without one of its own; zero: never
 * @param feedRetention for how long at least the change feed tells of a change, unless the log is crowded; beyond what retries need
 * @param feed of a strong bucket, fixed when it is created: whether its updates are published for the change feed; eventual
 *     buckets always have one, and this is false
 * @param type of its keys, fixed when it is created; a strong bucket has none
 */
public record Bucket(
        int id,
        String name,
        Kind kind,
        Placement placement,
        Level read,
        Level write,
        boolean sloppy,
        int maxSiblings,
        Duration ttl,
        Duration feedRetention,
        boolean feed,
        CellType type) {
    public static final String DEFAULT_NAME = "default";
    /** The default of {@code maxSiblings}, and the most that a bucket may allow. */
    public static final int MOST_SIBLINGS = 32;

    public static final Duration LONGEST_FEED_RETENTION = Duration.ofDays(30);
    /** Of a bucket and of a single write. */
    public static final Duration LONGEST_TTL = Duration.ofDays(3_650);

    /** What the keys of a bucket are. */
    public enum Kind {
        /** Writable on both sides of a partition; concurrent writes are kept as siblings. */
        EVENTUAL,
        /** Linearizable: each key, or all keys of a tag, is a register that a majority agrees on. */
        STRONG
    }

    public boolean isStrong() {
        return kind == Kind.STRONG;
    }

    /** Can its changes be followed? */
    public boolean hasFeed() {
        return !isStrong() || feed;
    }

    /** Is it a strong bucket whose updates are published? */
    public boolean publishes() {
        return isStrong() && feed;
    }

    Bucket withKind(Kind newKind) {
        return new Bucket(
                id, name, newKind, placement, read, write, sloppy, maxSiblings, ttl, feedRetention, feed, type);
    }

    Bucket withId(int newId) {
        return new Bucket(
                newId, name, kind, placement, read, write, sloppy, maxSiblings, ttl, feedRetention, feed, type);
    }

    Bucket withPlacement(Placement newPlacement) {
        return new Bucket(
                id, name, kind, newPlacement, read, write, sloppy, maxSiblings, ttl, feedRetention, feed, type);
    }

    Bucket withRead(Level newRead) {
        return new Bucket(
                id, name, kind, placement, newRead, write, sloppy, maxSiblings, ttl, feedRetention, feed, type);
    }

    Bucket withWrite(Level newWrite) {
        return new Bucket(
                id, name, kind, placement, read, newWrite, sloppy, maxSiblings, ttl, feedRetention, feed, type);
    }

    Bucket withSloppy(boolean newSloppy) {
        return new Bucket(
                id, name, kind, placement, read, write, newSloppy, maxSiblings, ttl, feedRetention, feed, type);
    }

    Bucket withMaxSiblings(int newMaxSiblings) {
        return new Bucket(
                id, name, kind, placement, read, write, sloppy, newMaxSiblings, ttl, feedRetention, feed, type);
    }

    Bucket withFeedRetention(Duration newFeedRetention) {
        return new Bucket(
                id, name, kind, placement, read, write, sloppy, maxSiblings, ttl, newFeedRetention, feed, type);
    }

    Bucket withTtl(Duration newTtl) {
        return new Bucket(
                id, name, kind, placement, read, write, sloppy, maxSiblings, newTtl, feedRetention, feed, type);
    }

    Bucket withFeed(boolean newFeed) {
        return new Bucket(
                id, name, kind, placement, read, write, sloppy, maxSiblings, ttl, feedRetention, newFeed, type);
    }

    Bucket withType(CellType newType) {
        return new Bucket(
                id, name, kind, placement, read, write, sloppy, maxSiblings, ttl, feedRetention, feed, newType);
    }
}
