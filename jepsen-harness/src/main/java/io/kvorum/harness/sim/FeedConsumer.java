package io.kvorum.harness.sim;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.FeedPage;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.topology.Bucket;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Follows an eventual bucket. What it has been shown must never go back in time, and is in the end what the replicas hold. */
final class FeedConsumer extends FeedFollower {
    private State state =
            new State(Bytes.EMPTY, false, new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
    private State stored = state.copy();
    private final Set<Seen> everShown = new LinkedHashSet<>();
    /** A version as a node has shown it. */
    record Seen(Dot dot, int node) {}

    /**
     * What a consumer has.
     *
     * @param anew the position is too old, and is given only to begin again
     * @param shown by key what it was shown last
     * @param gone by key the writes that it was shown, and later was not: they must not come back
     * @param perhapsLost what it was shown before it went on at a replica that lacks something: may be gone, and come back
     * @param inSnapshot the keys of the snapshot that is being read
     */
    private record State(
            Bytes position,
            boolean anew,
            SortedMap<RowKey, SortedMap<WriteId, Seen>> shown,
            SortedMap<RowKey, SortedSet<WriteId>> gone,
            SortedSet<WriteId> perhapsLost,
            SortedSet<RowKey> inSnapshot) {
        State copy() {
            SortedMap<RowKey, SortedSet<WriteId>> goneCopy = new TreeMap<>();
            gone.forEach((key, ids) -> goneCopy.put(key, new TreeSet<>(ids)));
            return new State(
                    position,
                    anew,
                    new TreeMap<>(shown),
                    goneCopy,
                    new TreeSet<>(perhapsLost),
                    new TreeSet<>(inSnapshot));
        }

        State at(Bytes next) {
            return new State(next, false, shown, gone, perhapsLost, inSnapshot);
        }
    }

    FeedConsumer(SimWorld world, Coverage coverage, SimRandom random, Bucket bucket, int partition) {
        super(world, coverage, random, bucket, partition);
    }

    /** By key the writes that it was shown last, and where. */
    SortedMap<RowKey, SortedMap<WriteId, Seen>> shown() {
        return state.shown;
    }

    /** All that it was ever shown. */
    Set<Seen> everShown() {
        return everShown;
    }

    @Override
    Bytes position() {
        return state.position;
    }

    @Override
    boolean isAnew() {
        return state.anew;
    }

    @Override
    void store() {
        stored = state.copy();
    }

    @Override
    void restore() {
        state = stored.copy();
    }

    @Override
    void beginAnew() {
        state = new State(state.position, true, state.shown, state.gone, state.perhapsLost, new TreeSet<>());
    }

    @Override
    void count(ErrorCode refusal) {
        if (refusal == ErrorCode.BEHIND_POSITION) {
            coverage.met(Coincidence.FEED_BEHIND);
        } else if (refusal == ErrorCode.POSITION_TOO_OLD) {
            coverage.met(Coincidence.FEED_TOO_OLD);
        }
    }

    @Override
    boolean take(FeedPage page) {
        if (page.behind()) {
            coverage.met(Coincidence.FEED_WENT_ON_BEHIND);
            state.gone.clear();
            state.shown.values().forEach(writes -> state.perhapsLost.addAll(writes.keySet()));
        }
        for (ClientReply.FeedChange change : page.changes()) {
            show(change);
            if (page.snapshot()) {
                state.inSnapshot.add(keyOf(change));
            }
        }
        if (page.snapshotEnds()) {
            state.shown.keySet().retainAll(state.inSnapshot);
            state.inSnapshot.clear();
        }
        state = state.at(page.position());
        return !page.changes().isEmpty();
    }

    private RowKey keyOf(ClientReply.FeedChange change) {
        return new RowKey(bucket.id(), change.key(), change.sub());
    }

    private void show(ClientReply.FeedChange change) {
        RowKey key = keyOf(change);
        SortedMap<WriteId, Seen> now = new TreeMap<>();
        change.versions().forEach(version -> now.put(version.writeId(), new Seen(version.dot(), replica())));
        everShown.addAll(now.values());
        SortedSet<WriteId> gone = state.gone.computeIfAbsent(key, unseen -> new TreeSet<>());
        String name = Fingerprints.name(key);
        world.trace()
                .line(
                        world.now(),
                        name,
                        () -> "the consumer of partition " + partition() + " is shown " + now.keySet()
                                + " of the key by node " + replica());
        for (WriteId id : now.keySet()) {
            if (gone.contains(id) && !world.harm().isHarmed(key)) {
                world.violate(
                        Violation.Kind.FEED_WENT_BACK,
                        name,
                        "the consumer of partition " + partition() + " had been shown " + id
                                + ", then without it, and now node " + replica() + " shows it again");
            }
        }
        state.shown.getOrDefault(key, new TreeMap<>()).forEach((id, seen) -> {
            if (!now.containsKey(id) && !state.perhapsLost.contains(id)) {
                gone.add(id);
            }
        });
        state.shown.put(key, now);
    }
}
