package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Shown;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Read;
import io.kvorum.harness.checker.Violation;
import io.kvorum.harness.checker.Write;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Receipt;
import io.kvorum.replication.topology.Topology;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One client: does its planned operations one after the other, and tells the ledger what it was told. */
final class SimClient {
    private static final long MILLI = 1_000_000;
    private static final int LOOKS_AGAIN_PERCENT = 30;
    private static final int TYPED_FORK = 21;
    private static final int OTHER_TYPE_FORK = 22;
    private static final int OTHER_TYPE_PERCENT = 2;
    private static final int PAGE_FORK = 23;
    private static final int PAGE_PERCENT = 50;

    private final SimWorld world;
    private final Ledger ledger;
    private final Tokens tokens;
    private final Coverage coverage;
    private final int number;
    private final int site;
    private final Topology topology;
    private final SimRandom random;
    private final long session;
    private final long clockErrorMillis;
    private final Iterator<Op> ops;
    private final CounterReader counters;
    private long sequence;
    private final Runnable whenDone;

    /** @param whenDone called once, after its last operation */
    SimClient(
            SimWorld world,
            Ledger ledger,
            Tokens tokens,
            Coverage coverage,
            int number,
            List<Op> ops,
            Runnable whenDone) {
        this.world = world;
        this.ledger = ledger;
        this.tokens = tokens;
        this.coverage = coverage;
        this.topology = world.topology();
        this.whenDone = whenDone;
        this.number = number;
        this.site = 1 + number % world.config().nodes();
        this.random = new SimRandom(world.config().seed()).fork(1_000 + number);
        this.session = random.next();
        this.clockErrorMillis = random.between(
                -world.config().maxClockErrorMillis(), world.config().maxClockErrorMillis());
        this.ops = ops.iterator();
        this.counters = new CounterReader(world, ledger, coverage);
    }

    void start() {
        next();
    }

    private void next() {
        if (!ops.hasNext()) {
            whenDone.run();
            return;
        }
        Op op = ops.next();
        world.queue().after(op.thinkMillis() * MILLI, () -> begin(op));
    }

    private void begin(Op op) {
        SimRandom own = random.fork(op.index());
        RowKey key = keyOf(op);
        meddle(op, key, own.fork(OTHER_TYPE_FORK));
        if (ledger.typed().type().isCounter()) {
            count(op, key, own);
            return;
        }
        if (op.kind() == Op.Kind.GET) {
            Tokens.Token atLeast = op.source() == Op.Source.OWN ? tokens.newestOf(key, number) : Tokens.Token.NONE;
            SimRandom lister = own.fork(PAGE_FORK);
            if (ledger.typed().type().isCollection() && lister.chance(PAGE_PERCENT)) {
                new PageReader(world, ledger, coverage).read(op, key, site, lister, this::next);
            } else {
                readPerhapsTwice(op, key, atLeast, own);
            }
            return;
        }
        Tokens.Token token = switch (op.source()) {
            case OWN -> tokens.newestOf(key, number);
            case STALE -> tokens.any(key, own);
            case OTHER -> tokens.newest(key);
            case FRESH, NONE -> Tokens.Token.NONE;
        };
        boolean readFirst = op.source() == Op.Source.FRESH
                || (op.kind() == Op.Kind.DELETE && token.bytes().isEmpty());
        if (readFirst) {
            Level level = own.chance(70) ? Level.QUORUM : Level.ONE;
            read(op, key, level, Tokens.Token.NONE, own, coordinator(own), fresh -> {
                if (fresh.isPresent()) {
                    write(op, key, fresh.get(), own);
                } else {
                    next();
                }
            });
        } else {
            write(op, key, token, own);
        }
    }

    private void count(Op op, RowKey key, SimRandom own) {
        if (op.kind() == Op.Kind.GET) {
            counters.read(op, key, site, own, this::next);
        } else {
            write(op, key, Tokens.Token.NONE, own);
        }
    }

    private void meddle(Op op, RowKey key, SimRandom meddler) {
        CellType type = ledger.typed().type();
        if (type != CellType.NONE && meddler.chance(OTHER_TYPE_PERCENT)) {
            new OtherType(world, coverage, type).meddle(op.bucket(), key, meddler);
        }
    }

    private RowKey keyOf(Op op) {
        return ledger.typed().keyOf(topology.bucket(op.bucket()).orElseThrow().id(), op);
    }

    private int partitionOf(Op op) {
        return topology.partitionOf(
                topology.bucket(op.bucket()).orElseThrow(), keyOf(op).key());
    }

    // Reads.

    /** Sometimes looks at once whether another coordinator says the same: what the first one showed must be there. */
    private void readPerhapsTwice(Op op, RowKey key, Tokens.Token atLeast, SimRandom own) {
        int first = coordinator(own);
        int second = 1 + first % world.config().nodes();
        boolean twice = own.chance(LOOKS_AGAIN_PERCENT);
        read(op, key, op.level(), atLeast, own, first, seen -> {
            if (twice && seen.isPresent()) {
                read(op, key, op.level(), Tokens.Token.NONE, own, second, again -> next());
            } else {
                next();
            }
        });
    }

    private int coordinator(SimRandom own) {
        return 1 + own.below(world.config().nodes());
    }

    private void read(
            Op op,
            RowKey key,
            Level level,
            Tokens.Token atLeast,
            SimRandom own,
            int coordinator,
            Consumer<Optional<Tokens.Token>> then) {
        long invoked = world.now();
        ClientRequest request = new ClientRequest.Read(
                op.bucket(),
                key.key(),
                Optional.of(level),
                atLeast.bytes(),
                ledger.typed().type(),
                ledger.typed().element(key));
        new Call(world, site, op.patience(), request, own, end -> {
                    if (end instanceof Call.End.Success success && success.reply() instanceof ClientReply.Found found) {
                        then.accept(Optional.of(found(op, key, atLeast, found, invoked)));
                    } else {
                        then.accept(Optional.empty());
                    }
                })
                .start(coordinator);
    }

    private Tokens.Token found(Op op, RowKey key, Tokens.Token atLeast, ClientReply.Found found, long invoked) {
        NavigableSet<WriteId> showed = new TreeSet<>();
        found.versions().stream().map(Version::writeId).forEach(showed::add);
        Tokens.Token token = tokens.keep(number, key, found.context(), showed, found.versions());
        Read read = new Read(
                Fingerprints.name(key),
                session,
                atLeast.context(),
                found.versions(),
                token.context(),
                found.receipt().required(),
                found.receipt().primaries().size(),
                world.worstClockErrorMillis() * MILLI,
                asOfNanos(found.receipt()),
                invoked,
                world.now());
        log(op, key, () -> "reads " + showed + " from " + found.receipt().primaries());
        ledger.answered(key, partitionOf(op), read, found.receipt());
        coverage.read(read);
        if (ledger.typed().type() != CellType.NONE && found.versions().size() > 1) {
            coverage.met(Coincidence.CONCURRENT_VERSIONS_READ);
        }
        return token;
    }

    /** In the world's time, as late as it surely is: the clocks of those that answered may have been ahead. */
    private long asOfNanos(Receipt receipt) {
        long ahead = receipt.primaries().stream()
                .mapToLong(node -> world.node(node).clock().furthestAheadMillis())
                .max()
                .orElse(world.config().maxClockErrorMillis());
        long certain = receipt.asOfMillis() - ahead - 1;
        return receipt.asOfMillis() == 0 ? 0 : (certain - SimClock.EPOCH_MILLIS) * MILLI;
    }

    // Writes.

    private void write(Op op, RowKey place, Tokens.Token token, SimRandom own) {
        WriteId id = new WriteId(session, ++sequence, SimClock.trueMillis(world.queue()) + clockErrorMillis);
        RowKey key = ledger.typed().rowOf(place, id);
        Optional<Bytes> value =
                ledger.typed().write(key, op.kind() == Op.Kind.DELETE, id, token.seen(), own.fork(TYPED_FORK));
        ClientRequest.Write request = new ClientRequest.Write(
                op.bucket(),
                key.key(),
                value,
                token.bytes(),
                id,
                Optional.of(op.level()),
                Optional.of(op.sloppy()),
                value.isPresent() && ledger.typed().mayExpire(key) ? op.ttlMillis() : Optional.empty(),
                ledger.typed().type(),
                ledger.typed().element(key));
        WriteState write = new WriteState(
                key,
                partitionOf(op),
                request,
                replacedBy(token),
                token.context().dots(),
                world.now());
        ledger.started(write);
        log(
                op,
                key,
                () -> (value.isPresent() ? "puts " : "deletes as ") + id + " instead of " + token.showed() + " at "
                        + op.level() + (op.sloppy() ? " sloppy" : "")
                        + request.ttlMillis().map(ttl -> " for " + ttl + " ms").orElse(""));
        Call[] call = new Call[1];
        call[0] = new Call(
                world, site, op.patience(), request, own, end -> written(op, write, request, end, call[0], own));
        call[0].start();
    }

    /** What the token showed, and what it names of that which was hidden as expired. */
    private SortedSet<WriteId> replacedBy(Tokens.Token token) {
        NavigableSet<WriteId> replaced = new TreeSet<>(token.showed());
        token.context().shown().stream()
                .map(Shown::writeId)
                .filter(ledger.expiries()::expires)
                .forEach(replaced::add);
        return replaced;
    }

    private void written(Op op, WriteState write, ClientRequest.Write request, Call.End end, Call call, SimRandom own) {
        write.completedNanos = world.now();
        switch (end) {
            case Call.End.Success(ClientReply reply, int ignored) -> {
                if (reply instanceof ClientReply.Written written) {
                    acknowledged(write, written);
                } else {
                    world.violate(
                            Violation.Kind.BUG, Fingerprints.name(write.key), "a write is answered with " + reply);
                }
            }
            case Call.End.Failure(boolean certain, Optional<ErrorCode> error) ->
                write.result = certain ? Write.Result.NOT_APPLIED : Write.Result.UNKNOWN;
        }
        log(
                op,
                write.key,
                () -> "is told of " + write.id + ": " + write.result + " "
                        + write.dot.map(Object::toString).orElse("") + write.receipt.primaries()
                        + write.receipt.fallbacks()
                        + " after " + call.attempts() + " attempts");
        coverage.ended(write, op, call.attempts(), end instanceof Call.End.Success success ? success.coordinator() : 0);
        if (write.isAcknowledged() && call.attempts() > 1 && ledger.expiries().expiresNanos(write.id) < world.now()) {
            coverage.met(Coincidence.RETRY_AFTER_EXPIRY);
        }
        if (op.duplicateMillis() > 0 && write.result != Write.Result.NOT_APPLIED) {
            sendAgainLater(op, write, request, own);
        }
        next();
    }

    private void acknowledged(WriteState write, ClientReply.Written written) {
        // What the write replaced is covered by dots only: another dot of that is not promised to be known.
        SortedSet<WriteId> showed = new TreeSet<>(List.of(write.id));
        List<Version> seen = write.value.stream()
                .map(value -> new Version(written.dot(), write.id, value))
                .toList();
        tokens.keep(number, write.key, written.context(), showed, seen);
        ledger.acknowledged(write, written.dot(), written.receipt());
    }

    /** The network, or a proxy, brings the same request once more; nobody waits for the answer. */
    private void sendAgainLater(Op op, WriteState write, ClientRequest.Write request, SimRandom own) {
        world.queue().after(op.duplicateMillis() * MILLI, () -> {
            int coordinator = 1 + own.below(world.config().nodes());
            coverage.sentAgain(write);
            Call.send(world, coordinator, coordinator, request, op.timeoutMillis(), own, new ReplySink() {
                @Override
                public void reply(ClientReply reply) {}

                @Override
                public void broken() {}
            });
        });
    }

    private void log(Op op, RowKey key, java.util.function.Supplier<String> text) {
        world.trace()
                .line(
                        world.now(),
                        Fingerprints.name(key),
                        () -> "op " + op.index() + ": client " + number + " " + text.get());
    }
}
