package io.kvorum.replication.propose;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.Change;
import io.kvorum.replication.register.Condition;
import io.kvorum.replication.register.Update;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A request about a register whose input is known to be good. */
record CheckedRegister(RowKey register, int partition, List<Integer> owners) {
    /** Of one update. */
    static final int MAX_PARTS = 1_024;

    /** A checked request, or why it is refused; nothing was stored for a refused one. */
    sealed interface Result {
        record Good(CheckedRegister request) implements Result {}

        record Bad(Failed failure) implements Result {}
    }

    static Result read(ShardState shard, ClientRequest.ReadRegister read) {
        Optional<Failed> problem = keyProblem(shard, read.key());
        if (problem.isPresent()) {
            return new Result.Bad(problem.get());
        }
        if (read.range() && !Tags.isTagged(read.key())) {
            return bad(ErrorCode.NOT_ONE_TAG, "a range is read of one tag: the prefix has to contain a whole {tag}");
        }
        return check(shard, read.bucket(), read.key());
    }

    static Result explain(ShardState shard, ClientRequest.ExplainRegister explain) {
        Optional<Failed> problem = keyProblem(shard, explain.key());
        return problem.isPresent() ? new Result.Bad(problem.get()) : check(shard, explain.bucket(), explain.key());
    }

    static Result update(ShardState shard, ClientRequest.UpdateRegister request) {
        Update update = request.update();
        if (update.changes().isEmpty()) {
            return bad(ErrorCode.BAD_REQUEST, "an update changes at least one key");
        }
        if (update.changes().size() > MAX_PARTS || update.conditions().size() > MAX_PARTS) {
            return bad(ErrorCode.BAD_REQUEST, "an update has at most " + MAX_PARTS + " changes and as many conditions");
        }
        long ahead = update.id().issuedAtMillis() - shard.now().wallMillis();
        if (ahead > shard.limits().maxClockSkew().toMillis()) {
            return bad(
                    ErrorCode.CLOCK_SKEW,
                    "write id was issued " + ahead + " ms in the future of this node's clock; at most "
                            + shard.limits().maxClockSkew().toMillis() + " ms are allowed: correct the clocks");
        }
        Optional<Failed> problem = partsProblem(shard, update);
        return problem.isPresent()
                ? new Result.Bad(problem.get())
                : check(shard, request.bucket(), update.changes().get(0).key());
    }

    private static Optional<Failed> partsProblem(ShardState shard, Update update) {
        List<Bytes> keys = new ArrayList<>();
        TreeSet<Bytes> changed = new TreeSet<>();
        for (Change change : update.changes()) {
            keys.add(change.key());
            int valueBytes = change.value().map(Bytes::length).orElse(0);
            if (valueBytes > shard.limits().maxValueBytes()) {
                return problem(
                        ErrorCode.BAD_REQUEST,
                        "value of " + valueBytes + " bytes is above the limit of "
                                + shard.limits().maxValueBytes() + " (max-value-bytes)");
            }
            if (!changed.add(change.key())) {
                return problem(ErrorCode.BAD_REQUEST, "a key is changed twice by one update");
            }
        }
        update.conditions().stream().map(Condition::key).forEach(keys::add);
        Bytes register = Tags.register(keys.get(0));
        for (Bytes key : keys) {
            Optional<Failed> problem = keyProblem(shard, key);
            if (problem.isPresent()) {
                return problem;
            }
            if (!Tags.register(key).equals(register)) {
                return problem(
                        ErrorCode.NOT_ONE_TAG,
                        "the keys of an update have to be one key, or have one {tag}; these do not");
            }
        }
        return Optional.empty();
    }

    private static Optional<Failed> keyProblem(ShardState shard, Bytes key) {
        return key.isEmpty() || key.length() > shard.limits().maxKeyBytes()
                ? problem(
                        ErrorCode.BAD_REQUEST,
                        "key of " + key.length() + " bytes; keys have 1 to "
                                + shard.limits().maxKeyBytes() + " bytes (max-key-bytes)")
                : Optional.empty();
    }

    private static Result check(ShardState shard, String bucketName, Bytes key) {
        Optional<Bucket> bucket = shard.topology().bucket(bucketName);
        if (bucket.isEmpty()) {
            return bad(ErrorCode.UNKNOWN_BUCKET, "there is no bucket '" + bucketName + "'");
        }
        if (!bucket.get().isStrong()) {
            return bad(
                    ErrorCode.WRONG_KIND,
                    "bucket " + bucketName + " is eventual: it has no versions and no conditions; use its put, get and"
                            + " delete, or a bucket with kind=strong");
        }
        int partition = shard.topology().partitionOf(bucket.get(), key);
        return new Result.Good(new CheckedRegister(
                new RowKey(bucket.get().id(), Tags.register(key)),
                partition,
                shard.topology().replicasOf(partition)));
    }

    private static Result bad(ErrorCode code, String message) {
        return new Result.Bad(RegisterReplies.failed(code, Outcome.NOT_APPLIED, message, 0));
    }

    private static Optional<Failed> problem(ErrorCode code, String message) {
        return Optional.of(RegisterReplies.failed(code, Outcome.NOT_APPLIED, message, 0));
    }
}
