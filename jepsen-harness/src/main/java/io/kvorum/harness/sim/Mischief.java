package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.context.ContextSeal;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a hostile or a mistaken client sends: contexts that nobody gave away, contexts of another key, bucket or cluster, write
 * ids that stand for another request. All must be refused, and nothing of them stored: no ledger knows these writes, so
 * whatever is seen of them counts as invented.
 */
final class Mischief {
    private static final Bytes OTHER_SECRET = Bytes.ofUtf8("the secret of nobody's cluster");
    private static final long FAR_AHEAD = 1_000;
    private static final long TIMEOUT_MILLIS = 400;
    private static final int TYPED_FORK = 21;

    private final SimWorld world;
    private final Ledger ledger;
    private final Tokens tokens;
    private final Coverage coverage;
    private final SimRandom random;
    private final ContextSeal seal;

    Mischief(SimWorld world, Ledger ledger, Tokens tokens, Coverage coverage) {
        this.world = world;
        this.ledger = ledger;
        this.tokens = tokens;
        this.coverage = coverage;
        this.random = new SimRandom(world.config().seed()).fork(800);
        this.seal = new ContextSeal(world.config().secret());
    }

    /** @return false if there is nothing yet to do mischief with */
    boolean make(Fault fault) {
        SimRandom own = random.fork(fault.index());
        return switch (fault.kind()) {
            case FORGED_CONTEXT -> withContext(fault, own, true);
            case FOREIGN_CONTEXT -> withContext(fault, own, false);
            default -> reuseWriteId(own);
        };
    }

    // Contexts.

    private boolean withContext(Fault fault, SimRandom own, boolean forged) {
        List<RowKey> keys = tokens.keys();
        if (keys.isEmpty()) {
            return false;
        }
        RowKey key = own.pick(keys);
        Tokens.Token token = tokens.any(key, own);
        Bytes context = forged ? forge(key, token, own) : takeFromElsewhere(key, token, own);
        if (context.isEmpty()) {
            return false;
        }
        ClientRequest request = request(key, context, own, fault.index());
        int node = fault.node();
        Call.send(world, node, node, request, TIMEOUT_MILLIS, own, new ReplySink() {
            @Override
            public void reply(ClientReply reply) {
                judge(
                        key,
                        request,
                        reply,
                        ErrorCode.BAD_CONTEXT,
                        forged ? Coincidence.FORGED_CONTEXT_REFUSED : Coincidence.FOREIGN_CONTEXT_REFUSED);
            }

            @Override
            public void broken() {}
        });
        return true;
    }

    private Bytes forge(RowKey key, Tokens.Token token, SimRandom own) {
        byte[] bytes = token.bytes().array().clone();
        if (bytes.length < 2) {
            // Of a key that nobody has written the token is empty: any bytes are forged.
            return Bytes.ofUtf8("token " + own.next());
        }
        return switch (own.below(4)) {
            case 0 -> {
                bytes[own.below(bytes.length)] ^= (byte) (1 << own.below(8));
                yield Bytes.of(bytes);
            }
            case 1 -> Bytes.of(Arrays.copyOf(bytes, 1 + own.below(bytes.length - 1)));
            case 2 -> new ContextSeal(OTHER_SECRET).seal(binding(clusterId(), key), token.context());
            // It covers writes that are still to come: taken for good, they would be dropped on arrival.
            default -> new ContextSeal(OTHER_SECRET).seal(binding(clusterId(), key), ahead(token.context()));
        };
    }

    private static CausalContext ahead(CausalContext context) {
        DotSet dots = context.dots();
        for (Actor actor : context.dots().actors()) {
            dots = dots.join(DotSet.upTo(actor, context.dots().highest(actor) + FAR_AHEAD));
        }
        return new CausalContext(dots, context.shown());
    }

    /** A sound context, but not one of this key. */
    private Bytes takeFromElsewhere(RowKey key, Tokens.Token token, SimRandom own) {
        return switch (own.below(3)) {
            case 0 -> {
                RowKey other = own.pick(tokens.keys());
                yield other.equals(key) ? Bytes.EMPTY : tokens.any(other, own).bytes();
            }
            case 1 -> seal.seal(binding("another-cluster", key), token.context());
            default ->
                seal.seal(binding(clusterId(), new RowKey(key.bucket() + 1, key.key(), key.sub())), token.context());
        };
    }

    private String clusterId() {
        return world.config().founding().clusterId();
    }

    private static Bytes binding(String cluster, RowKey key) {
        return ContextSeal.binding(cluster, key.bucket(), key.name());
    }

    private ClientRequest request(RowKey key, Bytes context, SimRandom own, int index) {
        if (own.chance(20)) {
            return new ClientRequest.Read(
                    Plan.BUCKET, key.key(), Optional.of(Level.ONE), context, type(), element(key));
        }
        WriteId id = new WriteId(own.next(), index, SimClock.trueMillis(world.queue()));
        Optional<Bytes> value = own.chance(60)
                ? Optional.of(ledger.typed().contribution(key, id, own.fork(TYPED_FORK)))
                : Optional.empty();
        return new ClientRequest.Write(
                Plan.BUCKET,
                key.key(),
                value,
                context,
                id,
                Optional.of(Level.ONE),
                Optional.of(own.chance(50)),
                Optional.empty(),
                type(),
                element(key));
    }

    // Write ids.

    /** Asks one that has the write durably, so that it must know; at once, so that it cannot lose its disk before. */
    private boolean reuseWriteId(SimRandom own) {
        long windowNanos = world.config().limits().writeIdWindow().toNanos();
        List<WriteState> fresh = ledger.writes().stream()
                .filter(write -> world.now() - write.invokedNanos < windowNanos / 2 && isKnownByItself(write))
                .toList();
        if (fresh.isEmpty()) {
            return false;
        }
        WriteState write = own.pick(fresh);
        List<Integer> holders = write.receipt.primaries().stream()
                .filter(node -> world.node(node).isUp() && !ledger.hasLost(node, write.invokedNanos))
                .toList();
        if (holders.isEmpty()) {
            return false;
        }
        boolean otherKey = own.chance(30);
        ClientRequest request = new ClientRequest.Write(
                Plan.BUCKET,
                otherKey ? Bytes.ofUtf8(write.key.key().toUtf8() + "'") : write.key.key(),
                // Another delete without a context would be the same request again, and so would another add to a set.
                write.value.isEmpty() || (type() != CellType.SET && own.chance(70))
                        ? Optional.of(anotherValue(write, own.fork(TYPED_FORK)))
                        : Optional.empty(),
                Bytes.EMPTY,
                write.id,
                Optional.of(Level.ONE),
                Optional.of(false),
                Optional.empty(),
                type(),
                element(write.key));
        if (otherKey && partitionOf(request) != write.partition) {
            return false;
        }
        world.node(own.pick(holders)).request(request, TIMEOUT_MILLIS * 1_000_000, new ReplySink() {
            @Override
            public void reply(ClientReply reply) {
                judge(write.key, request, reply, ErrorCode.WRITE_ID_REUSED, Coincidence.WRITE_ID_REUSE_REFUSED);
            }

            @Override
            public void broken() {}
        });
        return true;
    }

    /** A sound one, but not that of the write. */
    private Bytes anotherValue(WriteState write, SimRandom own) {
        WriteId other = new WriteId(own.next(), write.id.sequence(), write.id.issuedAtMillis());
        Bytes value = ledger.typed().contribution(write.key, other, own);
        while (write.value.filter(value::equals).isPresent()) {
            value = ledger.typed().contribution(write.key, other, own);
        }
        return value;
    }

    private Bytes element(RowKey key) {
        return ledger.typed().element(key);
    }

    private CellType type() {
        return ledger.typed().type();
    }

    /** Of one that had been replaced before it was acknowledged its holders may know only who replaced it. */
    private boolean isKnownByItself(WriteState write) {
        return write.isAcknowledged()
                && write.dot
                        .filter(dot -> ledger.dots().dotsOf(write.id).contains(dot))
                        .isPresent();
    }

    private int partitionOf(ClientRequest request) {
        ClientRequest.Write write = (ClientRequest.Write) request;
        return world.topology().partitionOf(world.topology().bucket(Plan.BUCKET).orElseThrow(), write.key());
    }

    /** Other refusals are due to faults; but no success, and no doubt about what happened if this is why it was refused. */
    private void judge(
            RowKey key, ClientRequest request, ClientReply reply, ErrorCode expected, Coincidence coincidence) {
        boolean refused = reply instanceof ClientReply.Failed failed
                && (failed.code() != expected || failed.outcome() == Outcome.NOT_APPLIED);
        if (!refused) {
            world.violate(
                    Violation.Kind.ACCEPTED_WRONGLY,
                    Fingerprints.name(key),
                    "instead of " + expected + " the answer to " + request + " is " + reply);
        } else if (((ClientReply.Failed) reply).code() == expected) {
            coverage.met(coincidence);
        }
    }
}
