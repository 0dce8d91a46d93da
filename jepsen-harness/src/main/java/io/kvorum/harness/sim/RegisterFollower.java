package io.kvorum.harness.sim;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.checker.RegisterOp;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.request.ClientReply.FeedPage;
import io.kvorum.replication.request.ClientReply.RegisterChange;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.topology.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Follows a strong bucket. Versions must never go back; and whatever it is shown is a read of the register, which the history is told of. */
final class RegisterFollower extends FeedFollower {
    private final RegisterFollowers all;
    private State state = new State(Bytes.EMPTY, false, new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
    private State stored = state.copy();
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
        super(world, coverage, random, bucket, partition);
        this.all = all;
    }

    /** By register what it has of it. */
    SortedMap<String, Shown> shown() {
        return state.shown;
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
        state = new State(state.position, true, state.shown, state.versions, new TreeSet<>());
    }

    @Override
    void count(ErrorCode refusal) {
        if (refusal == ErrorCode.UNAVAILABLE) {
            coverage.met(Coincidence.REGISTER_FEED_UNAVAILABLE);
        }
    }

    @Override
    boolean take(FeedPage page) {
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
        return !page.registers().isEmpty();
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
                        () -> "the consumer of partition " + partition() + " is shown version " + change.version() + " "
                                + change.entries() + " by node " + replica());
        long last = state.versions.getOrDefault(name, 0L);
        // What was dropped with all memory of it has no version.
        if (change.version() < last && change.version() != 0) {
            world.violate(
                    Violation.Kind.FEED_WENT_BACK,
                    name,
                    "the consumer of partition " + partition() + " had been shown version " + last + ", and now node "
                            + replica() + " shows version " + change.version());
        }
        // As the documentation says: what is not newer may be skipped, unless it has no version.
        boolean isSkipped = state.shown.containsKey(name) && change.version() != 0 && change.version() <= last;
        Shown before = isSkipped ? state.shown.get(name) : state.shown.put(name, new Shown(change, replica()));
        if (before != null && before.node != replica() && change.version() > last) {
            coverage.met(Coincidence.REGISTER_FOLLOWED_ELSEWHERE);
        }
        state.versions.put(name, Math.max(last, change.version()));
        all.wasShown(change, replica());
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
                askedNanos(),
                world.now());
    }
}
