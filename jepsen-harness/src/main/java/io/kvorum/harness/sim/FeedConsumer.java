package io.kvorum.harness.sim;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.FeedPage;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.topology.Bucket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Follows the changes of one partition by the rule of the client library, moves between replicas at will, and now and then
 * dies and goes on from what it had stored. What it has been shown must never go back in time, and is in the end what the
 * replicas hold.
 */
final class FeedConsumer {
    private static final long MILLI = 1_000_000;
    private static final int STAYS_PERCENT = 60;
    private static final int STORES_PERCENT = 50;
    private static final int DIES_PERCENT = 5;
    /** Often longer than logs remember. */
    private static final double SLEEPS_PERCENT = 1.5;

    private static final long LONGEST_SLEEP_MILLIS = 8_000;
    /** In a row, before it goes on at a replica that lacks something. */
    private static final int MAX_BEHIND = 40;

    private static final long TIMEOUT_MILLIS = 400;

    private final SimWorld world;
    private final Coverage coverage;
    private final SimRandom random;
    private final Bucket bucket;
    private final int partition;
    private final List<Integer> replicas;
    private int replica;
    private long asked;
    private int behind;
    private final Set<Integer> tooOld = new TreeSet<>();
    private State state =
            new State(Bytes.EMPTY, false, new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
    private State stored = state.copy();
    private final Set<Seen> everShown = new LinkedHashSet<>();
    private boolean following;
    /** Nothing was left when it asked last. */
    private boolean drained;

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
            SortedMap<Bytes, SortedMap<WriteId, Seen>> shown,
            SortedMap<Bytes, SortedSet<WriteId>> gone,
            SortedSet<WriteId> perhapsLost,
            SortedSet<Bytes> inSnapshot) {
        State copy() {
            SortedMap<Bytes, SortedSet<WriteId>> goneCopy = new TreeMap<>();
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
        this.world = world;
        this.coverage = coverage;
        this.random = random;
        this.bucket = bucket;
        this.partition = partition;
        this.replicas = world.topology().replicasOf(partition);
        this.replica = replicas.get(random.below(replicas.size()));
    }

    void start() {
        following = true;
        ask();
    }

    /** By key the writes that it was shown last, and where. */
    SortedMap<Bytes, SortedMap<WriteId, Seen>> shown() {
        return state.shown;
    }

    /** All that it was ever shown. */
    Set<Seen> everShown() {
        return everShown;
    }

    int partition() {
        return partition;
    }

    /** From now on, until it has asked and got nothing. */
    void drainAnew() {
        drained = false;
    }

    boolean isDrained() {
        return drained;
    }

    void stop() {
        following = false;
    }

    private void ask() {
        if (!following) {
            return;
        }
        if (random.chance(SLEEPS_PERCENT)) {
            world.queue().after(random.between(1_000, LONGEST_SLEEP_MILLIS) * MILLI, this::ask);
            return;
        }
        if (random.chance(DIES_PERCENT)) {
            state = stored.copy();
        }
        if (!random.chance(STAYS_PERCENT)) {
            move();
        }
        long number = ++asked;
        boolean anyway = behind >= MAX_BEHIND;
        ClientRequest.ReadFeed question = new ClientRequest.ReadFeed(
                bucket.name(),
                partition,
                Bytes.EMPTY,
                state.position,
                true,
                state.anew,
                1 + random.below(4),
                random.chance(70) ? random.below(300) : 0,
                anyway);
        Call.send(world, replica, replica, question, TIMEOUT_MILLIS, random, new ReplySink() {
            @Override
            public void reply(ClientReply reply) {
                once(number, () -> answered(reply));
            }

            @Override
            public void broken() {
                once(number, FeedConsumer.this::later);
            }

            @Override
            public void refused() {
                once(number, FeedConsumer.this::later);
            }
        });
        world.queue().after(2 * TIMEOUT_MILLIS * MILLI, () -> once(number, this::later));
    }

    /** The first answer to a question counts, and its timeout only if there was none. */
    private void once(long number, Runnable action) {
        if (number == asked) {
            asked++;
            action.run();
        }
    }

    private void later() {
        move();
        world.queue().after(random.between(5, 40) * MILLI, this::ask);
    }

    private void move() {
        replica = replicas.get(random.below(replicas.size()));
    }

    private void answered(ClientReply reply) {
        switch (reply) {
            case FeedPage page -> {
                behind = 0;
                tooOld.clear();
                take(page);
                world.queue().after(random.between(1, 20) * MILLI, this::ask);
            }
            case ClientReply.Failed failed -> {
                failed(failed.code());
                later();
            }
            default -> world.violate(Violation.Kind.BUG, "", "a feed is answered with " + reply);
        }
    }

    private void failed(ErrorCode code) {
        switch (code) {
            case BEHIND_POSITION -> {
                coverage.met(Coincidence.FEED_BEHIND);
                if (++behind == MAX_BEHIND) {
                    // What it was shown may be lost: what it replaced is told only by a snapshot.
                    state = new State(
                            state.position, true, state.shown, state.gone, state.perhapsLost, new TreeSet<>());
                }
            }
            case POSITION_TOO_OLD -> {
                tooOld.add(replica);
                if (tooOld.containsAll(replicas)) {
                    coverage.met(Coincidence.FEED_TOO_OLD);
                    tooOld.clear();
                    state = new State(
                            state.position, true, state.shown, state.gone, state.perhapsLost, new TreeSet<>());
                }
            }
            // A node with a new disk has not yet heard of the bucket.
            case UNKNOWN_BUCKET, NOT_READY, OVERLOADED, DEADLINE_EXCEEDED, UNAVAILABLE -> {}
            default -> world.violate(Violation.Kind.BUG, "", "a feed is refused as " + code);
        }
    }

    private void take(FeedPage page) {
        if (page.behind()) {
            coverage.met(Coincidence.FEED_WENT_ON_BEHIND);
            state.gone.clear();
            state.shown.values().forEach(writes -> state.perhapsLost.addAll(writes.keySet()));
        }
        for (ClientReply.FeedChange change : page.changes()) {
            show(change);
            if (page.snapshot()) {
                state.inSnapshot.add(change.key());
            }
        }
        if (page.snapshotEnds()) {
            state.shown.keySet().retainAll(state.inSnapshot);
            state.inSnapshot.clear();
        }
        state = state.at(page.position());
        drained = page.changes().isEmpty() && !page.more();
        if (random.chance(STORES_PERCENT)) {
            stored = state.copy();
        }
    }

    private void show(ClientReply.FeedChange change) {
        SortedMap<WriteId, Seen> now = new TreeMap<>();
        change.versions().forEach(version -> now.put(version.writeId(), new Seen(version.dot(), replica)));
        everShown.addAll(now.values());
        SortedSet<WriteId> gone = state.gone.computeIfAbsent(change.key(), key -> new TreeSet<>());
        String name = Fingerprints.name(new RowKey(bucket.id(), change.key()));
        world.trace()
                .line(
                        world.now(),
                        name,
                        () -> "the consumer of partition " + partition + " is shown " + now.keySet()
                                + " of the key by node " + replica);
        for (WriteId id : now.keySet()) {
            if (gone.contains(id) && !world.harm().isHarmed(new RowKey(bucket.id(), change.key()))) {
                world.violate(
                        Violation.Kind.FEED_WENT_BACK,
                        name,
                        "the consumer of partition " + partition + " had been shown " + id
                                + ", then without it, and now node " + replica + " shows it again");
            }
        }
        state.shown.getOrDefault(change.key(), new TreeMap<>()).forEach((id, seen) -> {
            if (!now.containsKey(id) && !state.perhapsLost.contains(id)) {
                gone.add(id);
            }
        });
        state.shown.put(change.key(), now);
    }
}
