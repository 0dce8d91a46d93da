package io.kvorum.harness.sim;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.RegisterOp;
import io.kvorum.harness.checker.RegisterOp.Changed;
import io.kvorum.harness.checker.RegisterOp.Expected;
import io.kvorum.harness.checker.RegisterOp.Result;
import io.kvorum.harness.checker.RegisterOp.Shown;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.register.Change;
import io.kvorum.replication.register.Condition;
import io.kvorum.replication.register.Update;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.topology.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One client of a strong bucket: one operation after the other, each in the history with what it was told. */
final class RegisterClient {
    static final List<String> KEYS = List.of("x", "y", "{t}a", "{t}b");
    private static final long MILLI = 1_000_000;
    private static final int LAST_READ_ATTEMPTS = 200;
    /** So many retry only when their ids may have been forgotten. */
    private static final int SLEEPY_PERCENT = 6;

    private static final long LONG_WINDOW_MILLIS = 3_000;

    private final SimWorld world;
    private final Coverage coverage;
    private final SimRandom random;
    private final int number;
    private final int site;
    private final long session;
    private final long clockErrorMillis;
    private final List<RegisterOp> history;
    private final Runnable whenDone;
    private final boolean busy;
    private final Map<String, Long> lastSeen = new TreeMap<>();
    private long sequence;
    private int left;

    RegisterClient(
            SimWorld world,
            Coverage coverage,
            SimRandom random,
            int number,
            List<RegisterOp> history,
            Runnable whenDone,
            boolean busy) {
        this.world = world;
        this.coverage = coverage;
        this.random = random;
        this.number = number;
        this.history = history;
        this.whenDone = whenDone;
        this.busy = busy;
        this.site = 1 + number % world.config().nodes();
        this.session = random.next();
        this.clockErrorMillis = random.between(
                -world.config().maxClockErrorMillis(), world.config().maxClockErrorMillis());
    }

    void start(int operations) {
        left = operations;
        next();
    }

    private void next() {
        if (left-- <= 0) {
            whenDone.run();
            return;
        }
        world.queue().after(random.skewed(0, (busy ? 30 : 60) * MILLI), this::operate);
    }

    private void operate() {
        String key = busy && random.chance(60) ? KEYS.get(0) : KEYS.get(random.below(KEYS.size()));
        int draw = random.below(100);
        if (draw < 30) {
            read(key, patience(), coordinator(), this::next);
        } else if (draw < 42 && key.startsWith("{")) {
            batch();
        } else if (draw < 55) {
            update(List.of(), List.of(put(key)), Map.of());
        } else if (draw < 68) {
            update(List.of(Condition.absent(bytes(key))), List.of(put(key)), Map.of(key, Optional.of(0L)));
        } else if (draw < 88) {
            conditional(key, List.of(put(key)));
        } else if (draw < 95) {
            conditional(key, List.of(new Change(bytes(key), Optional.empty())));
        } else {
            update(List.of(), List.of(new Change(bytes(key), Optional.empty())), Map.of());
        }
    }

    /** On the version that this client has seen last. */
    private void conditional(String key, List<Change> changes) {
        long version = lastSeen.getOrDefault(key, 0L);
        Condition condition = version == 0 ? Condition.absent(bytes(key)) : Condition.version(bytes(key), version);
        update(List.of(condition), changes, Map.of(key, Optional.of(version)));
    }

    private void batch() {
        long version = lastSeen.getOrDefault("{t}a", 0L);
        Condition condition =
                version == 0 ? Condition.absent(bytes("{t}a")) : Condition.version(bytes("{t}a"), version);
        update(
                random.chance(50) ? List.of(condition) : List.of(),
                List.of(put("{t}a"), put("{t}b")),
                Map.of("{t}a", Optional.of(version)));
    }

    private Change put(String key) {
        return new Change(
                bytes(key),
                Optional.of(
                        Bytes.ofUtf8(key + " by " + number + "." + Long.toHexString(session) + "-" + (sequence + 1))));
    }

    private static Bytes bytes(String key) {
        return Bytes.ofUtf8(key);
    }

    private int coordinator() {
        return 1 + random.below(world.config().nodes());
    }

    private Call.Patience patience() {
        long windowMillis = world.config().limits().writeIdWindow().toMillis();
        boolean sleepy = random.chance(SLEEPY_PERCENT) && windowMillis < LONG_WINDOW_MILLIS;
        return sleepy
                ? new Call.Patience(100, 2, windowMillis + random.below(1_000))
                : new Call.Patience(20 + random.below(500), 1 + random.below(4), random.below(30));
    }

    static String registerOf(String key) {
        return Fingerprints.register(Tags.placedBy(bytes(key)).toUtf8());
    }

    // Updates.

    private void update(List<Condition> conditions, List<Change> changes, Map<String, Optional<Long>> expected) {
        WriteId id = new WriteId(session, ++sequence, SimClock.trueMillis(world.queue()) + clockErrorMillis);
        ClientRequest.UpdateRegister request =
                new ClientRequest.UpdateRegister(RegisterClients.BUCKET, new Update(conditions, changes, id, false));
        long invoked = world.now();
        String key = changes.get(0).key().toUtf8();
        log(key, () -> "updates as " + id + " if " + expected(conditions, expected) + ": " + changed(changes));
        Call[] call = new Call[1];
        call[0] = new Call(world, site, patience(), request, random.fork(sequence), end -> {
            RegisterOp op = ended(conditions, changes, expected, invoked, end);
            history.add(op);
            log(key, () -> "is told of " + id + " after " + call[0].attempts() + " attempts: " + op);
            coverage.register(op, call[0].attempts());
            remember(op);
            next();
        });
        call[0].start(coordinator());
    }

    private RegisterOp ended(
            List<Condition> conditions,
            List<Change> changes,
            Map<String, Optional<Long>> expected,
            long invoked,
            Call.End end) {
        Result result;
        long version = 0;
        List<Shown> seen = List.of();
        switch (end) {
            case Call.End.Success(ClientReply.Updated updated, int coordinator) -> {
                result = Result.APPLIED;
                version = updated.version();
            }
            case Call.End.Success(ClientReply.ConditionsFailed failed, int coordinator) -> {
                result = Result.CONFLICT;
                seen = shown(failed.current());
            }
            case Call.End.Success(ClientReply reply, int coordinator) -> {
                result = Result.UNKNOWN;
                world.violate(Violation.Kind.BUG, "", "an update of a register is answered with " + reply);
            }
            case Call.End.Failure failure -> result = failure.certain() ? Result.NOT_APPLIED : Result.UNKNOWN;
        }
        List<Expected> wanted = conditions.isEmpty() ? List.of() : expected(conditions, expected);
        return new RegisterOp(
                registerOf(changes.get(0).key().toUtf8()),
                result,
                wanted,
                changed(changes),
                result == Result.CONFLICT ? wanted.stream().map(Expected::key).toList() : List.of(),
                version,
                seen,
                invoked,
                result == Result.UNKNOWN ? Long.MAX_VALUE : world.now());
    }

    private static List<Expected> expected(List<Condition> conditions, Map<String, Optional<Long>> expected) {
        return conditions.stream()
                .map(condition -> new Expected(
                        condition.key().toUtf8(),
                        expected.getOrDefault(condition.key().toUtf8(), Optional.empty())))
                .toList();
    }

    private static List<Changed> changed(List<Change> changes) {
        return changes.stream()
                .map(change -> new Changed(change.key().toUtf8(), change.value().map(Bytes::toUtf8)))
                .toList();
    }

    private static List<Shown> shown(List<ClientReply.RegisterEntry> entries) {
        List<Shown> shown = new ArrayList<>();
        for (ClientReply.RegisterEntry entry : entries) {
            if (entry.version() > 0) {
                shown.add(new Shown(
                        entry.key().toUtf8(), entry.version(), entry.value().map(Bytes::toUtf8)));
            }
        }
        return shown;
    }

    private void remember(RegisterOp op) {
        switch (op.result()) {
            case APPLIED ->
                op.changes()
                        .forEach(change ->
                                lastSeen.put(change.key(), change.value().isPresent() ? op.version() : 0));
            case CONFLICT, READ -> {
                op.reads().forEach(key -> lastSeen.put(key, 0L));
                op.seen().forEach(shown -> lastSeen.put(shown.key(), shown.version()));
            }
            case NOT_APPLIED, UNKNOWN -> {
                // It goes on with what it has seen before.
            }
        }
    }

    // Reads.

    private void read(String key, Call.Patience patience, int coordinator, Runnable then) {
        boolean range = key.startsWith("{") && random.chance(50);
        List<String> keys = range ? List.of("{t}a", "{t}b") : List.of(key);
        long invoked = world.now();
        ClientRequest request =
                new ClientRequest.ReadRegister(RegisterClients.BUCKET, bytes(range ? "{t}" : key), range, false);
        new Call(world, site, patience, request, random.fork(1_000_000 + history.size()), end -> {
                    if (end instanceof Call.End.Success(ClientReply.RegisterFound found, int ignored)) {
                        RegisterOp op = new RegisterOp(
                                registerOf(key),
                                Result.READ,
                                List.of(),
                                List.of(),
                                keys,
                                0,
                                shown(found.entries()),
                                invoked,
                                world.now());
                        history.add(op);
                        log(key, () -> "is told by " + found.receipt().primaries() + ": " + op);
                        remember(op);
                        coverage.register(op, 1);
                        then.run();
                    } else {
                        then.run();
                    }
                })
                .start(coordinator);
    }

    /** Until it succeeds. */
    void readFinally(String key, int coordinator, Runnable then) {
        int before = history.size();
        read(key, new Call.Patience(500, LAST_READ_ATTEMPTS, 10), coordinator, () -> {
            if (history.size() > before) {
                then.run();
            }
        });
    }

    private void log(String key, java.util.function.Supplier<String> text) {
        world.trace().line(world.now(), registerOf(key), () -> "register client " + number + " " + text.get());
    }
}
