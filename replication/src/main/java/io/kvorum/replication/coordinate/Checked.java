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
        return badOperand.isPresent()
                ? new Result.Bad(badOperand.get())
                : ofType(shard, write.bucket(), write.type())
                        .orElseGet(() -> check(
                                shard, write.bucket(), write.key(), write.context(), write.level(), Bucket::write));
    }

    static Result read(ShardState shard, ClientRequest.Read read) {
        return ofType(shard, read.bucket(), read.type())
                .orElseGet(() -> check(shard, read.bucket(), read.key(), read.atLeast(), read.level(), Bucket::read));
    }

    /** Empty if the bucket has that type; also if there is no such bucket, or a strong one, which is said later. */
    private static Optional<Result> ofType(ShardState shard, String bucketName, CellType asked) {
        return shard.topology()
                .bucket(bucketName)
                .filter(bucket -> !bucket.isStrong())
                .flatMap(bucket -> Typed.otherType(shard, bucket, asked))
                .map(Result.Bad::new);
    }

    static Result explain(ShardState shard, ClientRequest.Explain explain) {
        return check(shard, explain.bucket(), explain.key(), Bytes.EMPTY, Optional.of(Level.ONE), Bucket::read);
    }

    private static Result check(
            ShardState shard,
            String bucketName,
            Bytes key,
            Bytes token,
            Optional<Level> asked,
            Function<Bucket, Level> byDefault) {
        Optional<Bucket> bucket = shard.topology().bucket(bucketName);
        if (bucket.isEmpty()) {
            return bad(ErrorCode.UNKNOWN_BUCKET, "there is no bucket '" + bucketName + "'");
        }
        if (bucket.get().isStrong()) {
            return bad(
                    ErrorCode.WRONG_KIND,
                    "bucket " + bucketName + " is strong: its keys have versions, and no siblings and contexts; nothing"
                            + " was changed");
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
        CausalContext context;
        switch (shard.seal().open(binding(shard, bucket.get(), key), token)) {
            case Opened.Valid valid -> context = valid.context();
            case Opened.Refused refused -> {
                if (shard.makes(PlantedBug.FORGED_CONTEXT_TAKEN_FOR_NONE)) {
                    return check(shard, bucketName, key, Bytes.EMPTY, asked, byDefault);
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
                new Result.Good(new Checked(
                        bucket.get(),
                        new RowKey(bucket.get().id(), key),
                        partition,
                        owners,
                        voters,
                        ok.requirement(),
                        context));
        };
    }

    private static Result bad(ErrorCode code, String message) {
        return new Result.Bad(Failures.refused(code, message));
    }

    static Bytes binding(ShardState shard, Bucket bucket, Bytes key) {
        return ContextSeal.binding(shard.topology().clusterId(), bucket.id(), key);
    }

    Bytes seal(ShardState shard, CausalContext given) {
        return shard.seal().seal(binding(shard, bucket, key.key()), given);
    }
}
