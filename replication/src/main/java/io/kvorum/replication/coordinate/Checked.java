package io.kvorum.replication.coordinate;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.context.ContextSeal;
import io.kvorum.crdt.context.Opened;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.quorum.LevelRequirement;
import io.kvorum.replication.quorum.QuorumTally;
import io.kvorum.replication.quorum.Voter;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A request about one key whose input is known to be good. */
record Checked(
        Bucket bucket,
        RowKey key,
        int partition,
        List<Integer> owners,
        List<Voter> voters,
        LevelRequirement requirement,
        CausalContext context) {

    QuorumTally newTally() {
        return new QuorumTally(voters, requirement);
    }

    /** A checked request, or why it is refused; nothing was stored for a refused one. */
    sealed interface Result {
        record Good(Checked request) implements Result {}

        record Bad(Failed failure) implements Result {}
    }

    static Result write(ShardState shard, ClientRequest.Write write) {
        int valueBytes = write.value().map(Bytes::length).orElse(0);
        if (valueBytes > shard.limits().maxValueBytes()) {
            return bad(
                    ErrorCode.BAD_REQUEST,
                    "value of " + valueBytes + " bytes is above the limit of "
                            + shard.limits().maxValueBytes() + " (max-value-bytes)");
        }
        Optional<String> ttlProblem = Ttl.problem(write);
        if (ttlProblem.isPresent()) {
            return bad(ErrorCode.BAD_REQUEST, ttlProblem.get());
        }
        long ahead = write.writeId().issuedAtMillis() - shard.now().wallMillis();
        if (ahead > shard.limits().maxClockSkew().toMillis()) {
            return bad(
                    ErrorCode.CLOCK_SKEW,
                    "write id was issued " + ahead + " ms in the future of this node's clock; at most "
                            + shard.limits().maxClockSkew().toMillis() + " ms are allowed: correct the clocks");
        }
        Optional<Failed> badOperand = Typed.badOperand(shard, write);
        if (badOperand.isPresent()) {
            return new Result.Bad(badOperand.get());
        }
        Cell cell = new Cell(write.bucket(), write.key(), Optional.of(write.type()), Optional.of(write.element()));
        return check(shard, cell, write.context(), write.level(), Bucket::write);
    }

    static Result read(ShardState shard, ClientRequest.Read read) {
        Cell cell = new Cell(read.bucket(), read.key(), Optional.of(read.type()), Optional.of(read.element()));
        return check(shard, cell, read.atLeast(), read.level(), Bucket::read);
    }

    static Result explain(ShardState shard, ClientRequest.Explain explain) {
        Cell cell = new Cell(explain.bucket(), explain.key(), Optional.empty(), Optional.of(explain.element()));
        return check(shard, cell, Bytes.EMPTY, Optional.of(Level.ONE), Bucket::read);
    }

    static Result list(ShardState shard, ClientRequest.ListElements list) {
        Cell cell = new Cell(list.bucket(), list.key(), Optional.of(list.type()), Optional.empty());
        return check(shard, cell, Bytes.EMPTY, list.level(), Bucket::read);
    }

    static Result count(ShardState shard, ClientRequest.CountElements count) {
        if (count.type().isCounter()) {
            return bad(ErrorCode.BAD_REQUEST, "a counter has a value, and its increments are not counted: read it");
        }
        Cell cell = new Cell(count.bucket(), count.key(), Optional.of(count.type()), Optional.empty());
        return check(shard, cell, Bytes.EMPTY, Optional.of(Level.ONE), Bucket::read);
    }

    static Result counter(ShardState shard, ClientRequest.ReadCounter read) {
        Cell cell = new Cell(read.bucket(), read.key(), Optional.of(read.type()), Optional.empty());
        return check(shard, cell, Bytes.EMPTY, read.level(), Bucket::read);
    }

    /** The same of one element of the key, without a context. */
    Checked ofElement(RowKey element) {
        return new Checked(bucket, element, partition, owners, voters, requirement, CausalContext.EMPTY);
    }

    /**
     * What a request is about.
     *
     * @param type empty: whatever the bucket has
     * @param element empty: all elements of the key together; otherwise none, or one, as the type wants
     */
    private record Cell(String bucketName, Bytes key, Optional<CellType> type, Optional<Bytes> element) {}

    private static Result check(
            ShardState shard, Cell cell, Bytes token, Optional<Level> asked, Function<Bucket, Level> byDefault) {
        Bytes key = cell.key();
        Optional<Bucket> bucket = shard.topology().bucket(cell.bucketName());
        if (bucket.isEmpty()) {
            return bad(ErrorCode.UNKNOWN_BUCKET, "there is no bucket '" + cell.bucketName() + "'");
        }
        if (bucket.get().isStrong()) {
            return bad(
                    ErrorCode.WRONG_KIND,
                    "bucket " + cell.bucketName()
                            + " is strong: its keys have versions, and no siblings and contexts; nothing"
                            + " was changed");
        }
        CellType type = cell.type().orElse(bucket.get().type());
        Optional<Failed> mistyped = Typed.otherType(shard, bucket.get(), type)
                .or(() -> Typed.badElement(shard, bucket.get(), cell.element()));
        if (mistyped.isPresent()) {
            return new Result.Bad(mistyped.get());
        }
        if (key.isEmpty() || key.length() > shard.limits().maxKeyBytes()) {
            return bad(
                    ErrorCode.BAD_REQUEST,
                    "key of " + key.length() + " bytes; keys have 1 to "
                            + shard.limits().maxKeyBytes() + " bytes (max-key-bytes)");
        }
        if (token.length() > shard.limits().maxContextBytes()) {
            return bad(ErrorCode.BAD_CONTEXT, "context of " + token.length() + " bytes is above the limit");
        }
        Bytes sub = cell.element()
                .filter(element -> !element.isEmpty())
                .map(bucket.get().type()::sub)
                .orElse(Bytes.EMPTY);
        RowKey row = new RowKey(bucket.get().id(), key, sub);
        CausalContext context;
        switch (shard.seal().open(binding(shard, row), token)) {
            case Opened.Valid valid -> context = valid.context();
            case Opened.Refused refused -> {
                if (shard.makes(PlantedBug.FORGED_CONTEXT_TAKEN_FOR_NONE)) {
                    return check(shard, cell, Bytes.EMPTY, asked, byDefault);
                }
                return bad(
                        ErrorCode.BAD_CONTEXT,
                        "the context was refused (" + refused.reason()
                                + "): use the one that an answer about this very key gave; nothing was stored");
            }
        }
        int partition = shard.topology().partitionOf(bucket.get(), key);
        List<Integer> owners = shard.topology().replicasOf(partition);
        Level level = asked.orElse(byDefault.apply(bucket.get()));
        List<Voter> voters = shard.topology().voters(partition);
        return switch (LevelRequirement.resolve(level, voters, shard.regionOf(shard.node()))) {
            case LevelRequirement.Unsatisfiable no -> bad(ErrorCode.LEVEL_UNSATISFIABLE, no.message());
            case LevelRequirement.Ok ok ->
                new Result.Good(new Checked(bucket.get(), row, partition, owners, voters, ok.requirement(), context));
        };
    }

    private static Result bad(ErrorCode code, String message) {
        return new Result.Bad(Failures.refused(code, message));
    }

    private static Bytes binding(ShardState shard, RowKey key) {
        return ContextSeal.binding(shard.topology().clusterId(), key.bucket(), key.name());
    }

    Bytes seal(ShardState shard, CausalContext given) {
        return shard.seal().seal(binding(shard, key), given);
    }
}
