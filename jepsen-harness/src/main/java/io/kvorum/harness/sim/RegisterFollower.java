package io.kvorum.harness.sim;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.checker.RegisterOp;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.FeedPage;
import io.kvorum.replication.request.ClientReply.RegisterChange;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.topology.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Follows the registers of one partition, as {@link FeedConsumer} follows rows: moves between replicas, dies, and goes on from what it
 * had stored. Versions must never go back; and whatever it is shown is a read of the register, which the history is told of.
 */
final class RegisterFollower {
    private static final long MILLI = 1_000_000;
    private static final int STAYS_PERCENT = 60;
    private static final int STORES_PERCENT = 50;
    private static final int DIES_PERCENT = 5;
    /** Often longer than logs remember. */
    private static final double SLEEPS_PERCENT = 1.5;

    private static final long LONGEST_SLEEP_MILLIS = 8_000;
    /** In a row, before it goes on in a snapshot at a replica that lacks something. */
    private static final int MAX_BEHIND = 40;

    private static final long TIMEOUT_MILLIS = 400;

    private final RegisterFollowers all;
    private final SimWorld world;
    private final Coverage coverage;
    private final SimRandom random;
    private final Bucket bucket;
    private final int partition;
    private final List<Integer> replicas;
    private final Set<Integer> tooOld = new TreeSet<>();
    private State state = new State(Bytes.EMPTY, false, new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
    private State stored = state.copy();
    private int replica;
    private long asked;
    private long askedNanos;
    private int behind;
    private boolean following;
    /** Nothing was left when it asked last. */
    private boolean drained;

    /** A register as it was shown. @param node who showed it */
    record Shown(RegisterChange change, int node) {}

    /**
     * What a consumer has.
     *
     * @param anew the position is too old, and is given only to begin again
     * @param shown by register what it has of it
     * @param versions by register the last one that it was shown, be the register there or not
     * @param inSnapshot the registers of the snapshot that is being read
     */
    private record State(
            Bytes position,
            boolean anew,
            SortedMap<String, Shown> shown,
            SortedMap<String, Long> versions,
            SortedSet<String> inSnapshot) {
        State copy() {
            return new State(position, anew, new TreeMap<>(shown), new TreeMap<>(versions), new TreeSet<>(inSnapshot));
        }

        State at(Bytes next) {
            return new State(next, false, shown, versions, inSnapshot);
        }
    }

    RegisterFollower(
            RegisterFollowers all, SimWorld world, Coverage coverage, SimRandom random, Bucket bucket, int partition) {
        this.all = all;
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

    int partition() {
        return partition;
    }

    /** By register what it has of it. */
    SortedMap<String, Shown> shown() {
        return state.shown;
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
        askedNanos = world.now();
        ClientRequest.ReadFeed question = new ClientRequest.ReadFeed(
                bucket.name(),
                partition,
                Bytes.EMPTY,
                state.position,
                true,
                state.anew,
                1 + random.below(4),
                random.chance(70) ? random.below(300) : 0,
                behind >= MAX_BEHIND);
        Call.send(world, replica, replica, question, TIMEOUT_MILLIS, random, new ReplySink() {
            @Override
            public void reply(ClientReply reply) {
                once(number, () -> answered(reply));
            }

            @Override
            public void broken() {
                once(number, RegisterFollower.this::later);
            }

            @Override
            public void refused() {
                once(number, RegisterFollower.this::later);
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
            case BEHIND_POSITION -> behind++;
            case POSITION_TOO_OLD -> {
                tooOld.add(replica);
                if (tooOld.containsAll(replicas)) {
                    tooOld.clear();
                    state = new State(state.position, true, state.shown, state.versions, new TreeSet<>());
                }
            }
            case UNAVAILABLE -> coverage.met(Coincidence.REGISTER_FEED_UNAVAILABLE);
            // A node with a new disk has not yet heard of the bucket.
            case UNKNOWN_BUCKET, NOT_READY, OVERLOADED, DEADLINE_EXCEEDED -> {}
            default -> world.violate(Violation.Kind.BUG, "", "a feed is refused as " + code);
        }
    }

    private void take(FeedPage page) {
        for (RegisterChange change : page.registers()) {
            show(change);
            if (page.snapshot()) {
                state.inSnapshot.add(name(change));
            }
        }
        if (page.snapshotEnds()) {
            state.shown.keySet().retainAll(state.inSnapshot);
            state.inSnapshot.clear();
        }
        state = state.at(page.position());
        drained = page.registers().isEmpty() && !page.more();
        if (random.chance(STORES_PERCENT)) {
            stored = state.copy();
        }
    }

    /** As in traces. */
    static String name(RegisterChange change) {
        return Fingerprints.register(change.place().toUtf8());
    }

    private void show(RegisterChange change) {
        String name = name(change);
        coverage.met(Coincidence.REGISTER_FOLLOWED);
        world.trace()
                .line(
                        world.now(),
                        name,
                        () -> "the consumer of partition " + partition + " is shown version " + change.version() + " "
                                + change.entries() + " by node " + replica);
        long last = state.versions.getOrDefault(name, 0L);
        // What was dropped with all memory of it has no version.
        if (change.version() < last && change.version() != 0) {
            world.violate(
                    Violation.Kind.FEED_WENT_BACK,
                    name,
                    "the consumer of partition " + partition + " had been shown version " + last + ", and now node "
                            + replica + " shows version " + change.version());
        }
        // As the documentation says: what is not newer may be skipped, unless it has no version.
        boolean isSkipped = state.shown.containsKey(name) && change.version() != 0 && change.version() <= last;
        Shown before = isSkipped ? state.shown.get(name) : state.shown.put(name, new Shown(change, replica));
        if (before != null && before.node != replica && change.version() > last) {
            coverage.met(Coincidence.REGISTER_FOLLOWED_ELSEWHERE);
        }
        state.versions.put(name, Math.max(last, change.version()));
        all.wasShown(change, replica);
        all.history().add(readOf(change, name));
    }

    private RegisterOp readOf(RegisterChange change, String name) {
        List<RegisterOp.Shown> seen = new ArrayList<>();
        change.entries()
                .forEach(entry -> seen.add(new RegisterOp.Shown(
                        entry.key().toUtf8(), entry.version(), entry.value().map(Bytes::toUtf8))));
        return new RegisterOp(
                name,
                RegisterOp.Result.READ,
                List.of(),
                List.of(),
                RegisterClient.KEYS.stream()
                        .filter(key -> RegisterClient.registerOf(key).equals(name))
                        .toList(),
                0,
                seen,
                askedNanos,
                world.now());
    }
}
