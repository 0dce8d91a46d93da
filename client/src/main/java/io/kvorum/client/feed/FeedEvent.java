package io.kvorum.client.feed;

import io.kvorum.client.Sibling;
import io.kvorum.crdt.codec.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a consumer is told. The events of a key come in order; those of different partitions in any. */
public sealed interface FeedEvent<K, V> {
    int partition();

    /** Counts the events of one {@link Feed}, in the order in which they are handed out. */
    long number();

    /**
     * The state of a key after a change, or after several. It comes at least once, and may come again.
     *
     * @param versions the live ones, one per write; none: the key, or the element, is gone
     * @param element of a collection: its bytes; empty elsewhere
     * @param snapshot it is part of a snapshot, between {@link SnapshotStarted} and {@link SnapshotEnded}
     */
    record Change<K, V>(
            int partition, long number, K key, List<Sibling<V>> versions, boolean snapshot, Optional<Bytes> element)
            implements FeedEvent<K, V> {
        public Change {
            versions = List.copyOf(versions);
        }

        /** Of a key without elements. */
        public Change(int partition, long number, K key, List<Sibling<V>> versions, boolean snapshot) {
            this(partition, number, key, versions, snapshot, Optional.empty());
        }

        public boolean isGone() {
            return versions.isEmpty();
        }
    }

    /**
     * A register of a strong bucket, that is a key, or all keys of a tag, after an update or after several: all that it held at one
     * instant. Its versions never go back, but for 0; it comes at least once, and may come again.
     *
     * @param place its tag, or its key if it has none
     * @param version of its last update; 0: it is gone, and so is all memory of it. Who skips what is not newer must not skip this
     * @param entries what it held of keys with the prefix of the options, in the order of the keys' bytes
     * @param isGone it held nothing at all, with whatever prefix: it was deleted
     * @param snapshot it is part of a snapshot, between {@link SnapshotStarted} and {@link SnapshotEnded}
     */
    record RegisterChange<K, V>(
            int partition,
            long number,
            Bytes place,
            boolean isTag,
            long version,
            List<Entry<K, V>> entries,
            boolean isGone,
            boolean snapshot)
            implements FeedEvent<K, V> {
        public RegisterChange {
            entries = List.copyOf(entries);
        }
    }

    /** A key of a register. @param version of the update that wrote the value */
    record Entry<K, V>(K key, long version, V value) {}

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

    /**
     * Nothing is left to tell: the consumer knows all that was written to the partition up to this time, perhaps more. Not told of
     * strong buckets: what was decided a moment ago need not be published yet.
     */
    record CaughtUp<K, V>(int partition, long number, Instant asOf) implements FeedEvent<K, V> {}

    /**
     * No replica within reach has all that the consumer was shown, so it goes on at one that lacks something, with a snapshot if it
     * begins anew by itself ({@link FeedOptions#snapshotIfTooOld}). What was shown may be gone for good, or come again; until then a
     * key may seem to go back in time.
     */
    record WentOnBehind<K, V>(int partition, long number) implements FeedEvent<K, V> {}
}
