package io.kvorum.client.feed;

import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How to follow a bucket.
 *
 * @param positions where to go on
 * @param snapshot of a partition without a position: all keys first; else only changes from now on
 * @param snapshotIfTooOld if a position reaches back beyond all logs: begin that partition anew with a snapshot; else the feed
 *     fails with a {@link io.kvorum.client.BadRequest} of code {@code POSITION_TOO_OLD}
 * @param prefix only keys whose bytes begin with it
 * @param partitions only these; all if empty
 * @param maxBuffered how many events are held for the application at most, at least 1; a page of a partition counts as a whole
 * @param patience how long a replica is looked for that has all that was shown, before going on at another one
 */
public record FeedOptions(
        FeedPositions positions,
        boolean snapshot,
        boolean snapshotIfTooOld,
        Bytes prefix,
        Optional<SortedSet<Integer>> partitions,
        int maxBuffered,
        Duration patience) {
    private static final int DEFAULT_BUFFERED = 16_384;
    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

    public FeedOptions {
        if (maxBuffered < 1) {
            throw new IllegalArgumentException("a feed holds at least one event, not " + maxBuffered);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience is not negative: " + patience);
        }
        partitions = partitions.map(TreeSet::new);
    }

    /** All keys, and then their changes. */
    public static FeedOptions fromBeginning() {
        return from(FeedPositions.NONE);
    }

    /** Only changes from now on. */
    public static FeedOptions fromNow() {
        return new FeedOptions(
                FeedPositions.NONE, false, true, Bytes.EMPTY, Optional.empty(), DEFAULT_BUFFERED, DEFAULT_PATIENCE);
    }

    /** From where a consumer had come to; partitions without a position begin with all keys. */
    public static FeedOptions from(FeedPositions positions) {
        return new FeedOptions(
                positions, true, true, Bytes.EMPTY, Optional.empty(), DEFAULT_BUFFERED, DEFAULT_PATIENCE);
    }

    public FeedOptions positions(FeedPositions newPositions) {
        return new FeedOptions(newPositions, snapshot, snapshotIfTooOld, prefix, partitions, maxBuffered, patience);
    }

    public FeedOptions failIfTooOld() {
        return new FeedOptions(positions, snapshot, false, prefix, partitions, maxBuffered, patience);
    }

    public FeedOptions prefix(Bytes newPrefix) {
        return new FeedOptions(positions, snapshot, snapshotIfTooOld, newPrefix, partitions, maxBuffered, patience);
    }

    public FeedOptions partitions(Set<Integer> only) {
        return new FeedOptions(
                positions, snapshot, snapshotIfTooOld, prefix, Optional.of(new TreeSet<>(only)), maxBuffered, patience);
    }

    public FeedOptions maxBuffered(int events) {
        return new FeedOptions(positions, snapshot, snapshotIfTooOld, prefix, partitions, events, patience);
    }

    public FeedOptions patience(Duration newPatience) {
        return new FeedOptions(positions, snapshot, snapshotIfTooOld, prefix, partitions, maxBuffered, newPatience);
    }
}
