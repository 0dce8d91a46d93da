package io.kvorum.replication.coordinate;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply.CounterLacking;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest.Write;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.shard.ShardState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** What one replica says of the counters that it has, and which increments it takes. */
final class Counters {
    /** Increments of one counter that a read looks at one by one, at most, in pages of dots. */
    private static final int MOST_LACKING = 4;
    /** Dots of the partition that are looked up for them, at most, in pages. */
    private static final int MOST_LOOKED_UP = 32;

    private static final BigInteger HIGHEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);

    private Counters() {}

    /**
     * The increments of a counter behind some dots of this replica's clock.
     *
     * @param missing what somebody else does not know of this replica's clock
     */
    static CounterLacking lacking(ShardState shard, PartitionReplica replica, RowKey counter, DotSet missing) {
        int page = shard.limits().exchangePageDots();
        boolean complete = missing.size() <= (long) MOST_LOOKED_UP * page;
        NavigableSet<Bytes> increments = new TreeSet<>();
        for (Dot dot : complete ? missing.first(MOST_LOOKED_UP * page) : List.<Dot>of()) {
            Optional<LogEntry> entry = replica.log().entry(dot);
            // What the log has forgotten may be one.
            complete = entry.isPresent() && increments.size() <= MOST_LACKING * page;
            if (!complete) {
                break;
            }
            RowKey key = entry.get().key();
            boolean isOfCounter = key.bucket() == counter.bucket() && key.key().equals(counter.key());
            if (isOfCounter && !replica.indexes().counters().isFolded(key)) {
                increments.add(CellType.COUNTER.elementOf(key.sub()));
            }
        }
        return new CounterLacking(complete ? new ArrayList<>(increments) : List.of(), replica.clock(), complete);
    }

    /** Why an increment is not taken, whatever it would change; empty if it is. */
    static Optional<Failed> problem(Write write) {
        if (write.value().isEmpty()) {
            return refused("an increment is not deleted: write another one that takes it back");
        }
        if (write.ttlMillis().isPresent()) {
            return refused("an increment does not expire");
        }
        if (!write.context().isEmpty()) {
            return refused("an increment replaces nothing: it has no context");
        }
        if (!write.element().equals(Increments.element(write.writeId()))) {
            return refused("the element of an increment is the id of its write");
        }
        return Optional.empty();
    }

    private static Optional<Failed> refused(String why) {
        return Optional.of(Failures.refused(ErrorCode.BAD_REQUEST, why + "; nothing was changed"));
    }

    /**
     * Would the counter leave the range of its numbers, or go on beyond it? As far as this replica knows; increments that it has not seen are
     * counted all the same.
     */
    static Optional<Failed> outOfRange(PartitionReplica replica, RowKey counter, Write write) {
        long delta = Operand.Increment.read(write.value().orElseThrow()).delta();
        BigInteger sum = replica.indexes().counters().of(counter).total();
        BigInteger after = sum.add(BigInteger.valueOf(delta));
        return isInRange(after) || after.abs().compareTo(sum.abs()) < 0
                ? Optional.empty()
                : Optional.of(Failures.refused(
                        ErrorCode.OUT_OF_RANGE,
                        "the counter is " + sum + ", and " + delta + " more would be beyond the range of 64-bit numbers"
                                + "; nothing was changed"));
    }

    static boolean isInRange(BigInteger sum) {
        return sum.compareTo(LOWEST) >= 0 && sum.compareTo(HIGHEST) <= 0;
    }
}
