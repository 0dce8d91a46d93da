package io.kvorum.client.feed;

import io.kvorum.client.Sibling;
import java.time.Instant;
import java.util.List;

/** What a consumer is told. The events of a key come in order; those of different partitions in any. */
public sealed interface FeedEvent<K, V> {
    int partition();

    /** Counts the events of one {@link Feed}, in the order in which they are handed out. */
    long number();

    /**
     * The state of a key after a change, or after several. It comes at least once, and may come again.
     *
     * @param versions the live ones, one per write; none: the key is gone
     * @param snapshot it is part of a snapshot, between {@link SnapshotStarted} and {@link SnapshotEnded}
     */
    record Change<K, V>(int partition, long number, K key, List<Sibling<V>> versions, boolean snapshot)
            implements FeedEvent<K, V> {
        public Change {
            versions = List.copyOf(versions);
        }

        public boolean isGone() {
            return versions.isEmpty();
        }
    }

    /**
     * All keys of the partition follow.
     *
     * @param missed the consumer was away for longer than the logs reach: it may have missed changes, also removals
     */
    record SnapshotStarted<K, V>(int partition, long number, boolean missed) implements FeedEvent<K, V> {}

    /**
     * All keys were shown: what the consumer has of this partition, and was not shown since the start, is gone. Who goes on in the
     * midst of a snapshot is not told of its start again: what was shown since then is to be stored with the positions.
     */
    record SnapshotEnded<K, V>(int partition, long number) implements FeedEvent<K, V> {}

    /** Nothing is left to tell: the consumer knows all that was written to the partition up to this time, perhaps more. */
    record CaughtUp<K, V>(int partition, long number, Instant asOf) implements FeedEvent<K, V> {}

    /**
     * No replica within reach has all that the consumer was shown, so it goes on at one that lacks something, with a snapshot if it
     * begins anew by itself ({@link FeedOptions#snapshotIfTooOld}). What was shown may be gone for good, or come again; until then a
     * key may seem to go back in time.
     */
    record WentOnBehind<K, V>(int partition, long number) implements FeedEvent<K, V> {}
}
