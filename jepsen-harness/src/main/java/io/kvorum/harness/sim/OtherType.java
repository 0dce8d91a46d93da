package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.HyperLogLog;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.cell.MapField;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.Bytes;
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
 * A client that takes a typed bucket for one of another type. It must be refused, and nothing of it stored: no ledger knows its
 * writes, so whatever is seen of them counts as invented.
 */
final class OtherType {
    private static final long TIMEOUT_MILLIS = 400;

    private final SimWorld world;
    private final Coverage coverage;
    private final CellType type;

    OtherType(SimWorld world, Coverage coverage, CellType type) {
        this.world = world;
        this.coverage = coverage;
        this.type = type;
    }

    void meddle(String bucket, RowKey key, SimRandom random) {
        List<CellType> others =
                Arrays.stream(CellType.values()).filter(other -> other != type).toList();
        CellType other = random.pick(others);
        WriteId id = new WriteId(random.next(), 1, SimClock.trueMillis(world.queue()));
        ClientRequest request = random.chance(25)
                ? new ClientRequest.Read(
                        bucket, key.key(), Optional.of(Level.ONE), Bytes.EMPTY, other, element(other, id))
                : write(bucket, key, other, id, random);
        int node = 1 + random.below(world.config().nodes());
        Call.send(world, node, node, request, TIMEOUT_MILLIS, random, new ReplySink() {
            @Override
            public void reply(ClientReply reply) {
                judge(key, request, reply);
            }

            @Override
            public void broken() {}
        });
    }

    private ClientRequest write(String bucket, RowKey key, CellType other, WriteId id, SimRandom random) {
        Optional<Bytes> value =
                random.chance(30) && !other.isCounter() ? Optional.empty() : Optional.of(operand(other, id));
        return new ClientRequest.Write(
                bucket,
                key.key(),
                value,
                Bytes.EMPTY,
                id,
                Optional.of(Level.ONE),
                Optional.of(random.chance(30)),
                Optional.empty(),
                other,
                element(other, id));
    }

    private static Bytes element(CellType other, WriteId id) {
        Bytes name = Bytes.ofUtf8("an element");
        return switch (other) {
            case SET, REMOVE_WINS_SET -> name;
            case COUNTER, GROW_COUNTER -> Increments.element(id);
            case MAP -> new MapField(List.of(name), CellType.FLAG).toElement();
            default -> Bytes.EMPTY;
        };
    }

    private static Bytes operand(CellType other, WriteId id) {
        return switch (other) {
            case NONE, MULTI_VALUE_REGISTER -> Bytes.ofUtf8("of another type, " + id);
            case FLAG, DISABLE_WINS_FLAG, SET, REMOVE_WINS_SET, MAP -> new Operand.Toggle(true).toBytes();
            case LAST_WRITER_REGISTER -> new Operand.Stamped(id.issuedAtMillis(), Bytes.EMPTY).toBytes();
            case MAX_REGISTER, MIN_REGISTER -> new Operand.Extreme(0).toBytes();
            case COUNTER, GROW_COUNTER -> new Operand.Increment(1).toBytes();
            case DISTINCT_COUNT -> HyperLogLog.empty(HyperLogLog.MIN_PRECISION).toBytes();
        };
    }

    private void judge(RowKey key, ClientRequest request, ClientReply reply) {
        boolean refused = reply instanceof ClientReply.Failed failed
                && (failed.code() != ErrorCode.WRONG_TYPE || failed.outcome() == Outcome.NOT_APPLIED);
        if (!refused) {
            world.violate(
                    Violation.Kind.ACCEPTED_WRONGLY,
                    Fingerprints.name(key),
                    "instead of WRONG_TYPE the answer to " + request + " is " + reply);
        } else if (((ClientReply.Failed) reply).code() == ErrorCode.WRONG_TYPE) {
            coverage.met(Coincidence.OTHER_TYPE_REFUSED);
        }
    }
}
