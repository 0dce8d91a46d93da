package io.kvorum.replication.coordinate;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest.Write;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import java.util.Optional;

/** What the type of a bucket asks of an operation on one of its keys. */
final class Typed {
    private Typed() {}

    /** Refuses an operation of another type than the bucket's; empty if it is of that. */
    static Optional<Failed> otherType(ShardState shard, Bucket bucket, CellType asked) {
        if (bucket.type() == asked || shard.makes(PlantedBug.OTHER_TYPE_TAKEN)) {
            return Optional.empty();
        }
        return Optional.of(Failures.refused(
                ErrorCode.WRONG_TYPE,
                "bucket " + bucket.name() + " has type " + bucket.type() + ", and this operation is of type " + asked
                        + "; nothing was changed"));
    }

    /** Refuses a value that is not what a version of the write's type holds; empty if it is. */
    static Optional<Failed> badOperand(ShardState shard, Write write) {
        try {
            return badOperand(shard, write, write.type().cellOf(write.element()));
        } catch (MalformedBytesException e) {
            return Optional.of(Failures.refused(ErrorCode.BAD_REQUEST, e.getMessage() + "; nothing was changed"));
        }
    }

    private static Optional<Failed> badOperand(ShardState shard, Write write, CellType cell) {
        Optional<Failed> increment = cell.isCounter() ? Counters.problem(write) : Optional.empty();
        if (increment.isPresent()) {
            return increment;
        }
        boolean marks = cell == CellType.REMOVE_WINS_SET && !shard.makes(PlantedBug.REMOVAL_LEAVES_NO_MARK);
        if (marks && (write.value().isEmpty() || write.ttlMillis().isPresent())) {
            return Optional.of(Failures.refused(
                    ErrorCode.BAD_REQUEST,
                    "a removal from a remove-wins-set is a mark, and nothing in it is deleted or expires: adds that the"
                            + " mark has not seen would come back; nothing was changed"));
        }
        if (write.ttlMillis().isPresent() && cell.carriesOn() && !shard.makes(PlantedBug.OTHER_TYPE_TAKEN)) {
            return Optional.of(Failures.refused(
                    ErrorCode.BAD_REQUEST,
                    "an update of a " + cell + " carries on what others have written, which would expire with it:"
                            + " it has no ttl of its own; give the bucket one; nothing was changed"));
        }
        if (write.value().isEmpty() || shard.makes(PlantedBug.OTHER_TYPE_TAKEN)) {
            return Optional.empty();
        }
        Bytes operand = write.value().get();
        try {
            cell.check(operand);
        } catch (MalformedBytesException e) {
            return Optional.of(Failures.refused(
                    ErrorCode.BAD_REQUEST,
                    "the value is nothing that a " + cell + " can hold (" + e.getMessage() + "); nothing was changed"));
        }
        return cell == CellType.LAST_WRITER_REGISTER
                ? stampAhead(shard, operand)
                : disablingThatExpires(write, operand);
    }

    private static Optional<Failed> disablingThatExpires(Write write, Bytes operand) {
        return write.type() == CellType.DISABLE_WINS_FLAG
                        && write.ttlMillis().isPresent()
                        && !Operand.Toggle.read(operand).on()
                ? Optional.of(Failures.refused(
                        ErrorCode.BAD_REQUEST,
                        "a disabling of a disable-wins-flag does not expire: enablings that it has not seen would"
                                + " switch the flag on again; nothing was changed"))
                : Optional.empty();
    }

    /** One far ahead would win over all later writes for as long. */
    private static Optional<Failed> stampAhead(ShardState shard, Bytes operand) {
        long ahead = Operand.Stamped.read(operand).stamp() - shard.now().wallMillis();
        long bound = shard.limits().maxClockSkew().toMillis();
        return ahead <= bound
                ? Optional.empty()
                : Optional.of(Failures.refused(
                        ErrorCode.CLOCK_SKEW,
                        "the stamp is " + ahead + " ms in the future of this node's clock; at most " + bound
                                + " ms are allowed: correct the clocks; nothing was changed"));
    }

    /** Refuses a request that names an element where there is none, or none where there must be one; empty if it is sound. */
    static Optional<Failed> badElement(ShardState shard, Bucket bucket, Optional<Bytes> element) {
        if (bucket.type().isCollection()) {
            return element.flatMap(one -> badElement(shard, bucket, one));
        }
        boolean isKeyAlone = element.isPresent() && element.get().isEmpty();
        return isKeyAlone || shard.makes(PlantedBug.OTHER_TYPE_TAKEN)
                ? Optional.empty()
                : Optional.of(Failures.refused(
                        ErrorCode.WRONG_TYPE,
                        "the keys of bucket " + bucket.name() + ", of type " + bucket.type()
                                + ", have no elements; nothing was changed"));
    }

    private static Optional<Failed> badElement(ShardState shard, Bucket bucket, Bytes element) {
        int longest = shard.limits().maxKeyBytes();
        if (element.isEmpty() || element.length() > longest) {
            return Optional.of(Failures.refused(
                    ErrorCode.BAD_REQUEST,
                    "element of " + element.length() + " bytes; an element of a " + bucket.type() + " has 1 to "
                            + longest + " bytes (max-key-bytes); nothing was changed"));
        }
        try {
            bucket.type().cellOf(element);
            return Optional.empty();
        } catch (MalformedBytesException e) {
            return Optional.of(Failures.refused(ErrorCode.BAD_REQUEST, e.getMessage() + "; nothing was changed"));
        }
    }

    /** What the mutation of a write holds. */
    static Optional<Bytes> stored(ShardState shard, Write write) {
        return shard.makes(PlantedBug.COORDINATOR_STAMPS)
                        && write.type().cellOf(write.element()) == CellType.LAST_WRITER_REGISTER
                ? write.value()
                        .map(value -> new Operand.Stamped(
                                        shard.now().wallMillis(),
                                        Operand.Stamped.read(value).value())
                                .toBytes())
                : write.value();
    }
}
