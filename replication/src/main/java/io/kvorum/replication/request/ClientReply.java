package io.kvorum.replication.request;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.register.RegisterJudgement;
import io.kvorum.replication.register.RegisterView;
import java.util.List;
import java.util.Optional;

/** What a client is told. */
public sealed interface ClientReply {
    /** @param context covers the written version and what the write replaced */
    record Written(Bytes context, Dot dot, Receipt receipt) implements ClientReply {}

    /**
     * @param versions the live versions, one per write id; none: not found
     * @param context for the next write of this key; given also when nothing was found
     */
    record Found(List<Version> versions, Bytes context, Receipt receipt) implements ClientReply {}

    /**
     * A page of elements, ascending. There may be more although there are fewer than were asked for.
     *
     * @param next the element after which to go on; empty at the end
     */
    record ElementsFound(List<Element> elements, Bytes next, Receipt receipt) implements ClientReply {}

    /** @param versions the live ones, one per write id */
    record Element(Bytes element, List<Version> versions) {}

    /** By one replica's count. */
    record ElementsCounted(long count, Receipt receipt) implements ClientReply {}

    record CounterFound(long value, Receipt receipt) implements ClientReply {}

    /**
     * What one replica has of a counter that another one did not know.
     *
     * @param increments elements; all of them, if the replica can tell
     * @param clock of the replica
     * @param isComplete false if there are more, or the replica has forgotten which they were
     */
    record CounterLacking(List<Bytes> increments, DotSet clock, boolean isComplete) implements ClientReply {}

    record Explained(int partition, List<ReplicaView> replicas) implements ClientReply {}

    /**
     * One replica's state of a key.
     *
     * @param answered false if it could not be asked in time; the rest is empty then
     */
    record ReplicaView(int node, boolean answered, List<Version> versions, DotSet rowContext, DotSet clock) {}

    /** @param next where to go on; empty at the end */
    record Scanned(List<ScannedRow> rows, Bytes next, DotSet clock) implements ClientReply {}

    /** @param bucket the bucket's id; {@code sub} of an element as in {@link io.kvorum.replication.message.RowKey}; {@code versions} all live ones, also several of one write id */
    record ScannedRow(int bucket, Bytes key, Bytes sub, List<Version> versions, DotSet rowContext) {}

    /** The topology with the change has this epoch, and is stored by a majority of the metadata nodes. */
    record BucketChanged(long epoch) implements ClientReply {}

    record Status(ShardState state) implements ClientReply {}

    /**
     * @param partitions owned by this shard
     * @param unconfirmed of these, not yet allowed to mint dots
     * @param missingDots known to be missing here
     * @param minAsOfMillis the least {@code asOf} of the partitions
     * @param notVoting partitions with keys of strong buckets in which this node does not vote yet
     */
    record ShardState(
            int partitions,
            int unconfirmed,
            long logEntries,
            long hints,
            long oldestHintMillis,
            long missingDots,
            int pendingRequests,
            long minAsOfMillis,
            boolean hintsPaused,
            int setAsideHints,
            int notVoting) {}

    record Hints(List<HintView> hints) implements ClientReply {}

    /** @param setAside it came too late for its window and is kept for inspection only */
    record HintView(
            int partition,
            int bucket,
            Bytes key,
            Bytes sub,
            WriteId writeId,
            Dot dot,
            List<Integer> missing,
            boolean setAside) {}

    /** @param dropped how many; they are gone for good */
    record HintsDropped(int dropped) implements ClientReply {}

    record Trees(TreeState state) implements ClientReply {}

    /**
     * Of one shard. Times are this node's wall time; counts of rows and leaves begin with the process.
     *
     * @param pairs of a partition and another replica that this node compares; of each pair of nodes the one with the lower
     *     number does
     * @param verified of these, found equal since the time that was asked for
     * @param outOfReach of the others, those whose node cannot be reached
     * @param oldestVerifiedMillis 0 if some pair was not yet found equal
     * @param repairedRows merged after a comparison
     * @param restoredRows of which this node had lost versions
     * @param partitions owned by this shard
     * @param scrubbed of these, those of which a complete reading began since the time that was asked for
     * @param scrubbedMillis since when every row has been read; 0 if some was not yet
     * @param scrubReadLeaves of the reading that is under way
     * @param scrubMillisLeft until that ends, at the present pace
     * @param damagedRows that do not fit their checksum and wait to be replaced: their partitions are not compared
     */
    record TreeState(
            long nowMillis,
            int partitions,
            int scrubbed,
            int pairs,
            int verified,
            int outOfReach,
            List<Integer> unreachableNodes,
            int running,
            long oldestVerifiedMillis,
            long repairedRows,
            long restoredRows,
            long correctedLeaves,
            long rows,
            long leaves,
            long scrubbedMillis,
            long scrubReadLeaves,
            long scrubMillisLeft,
            long damagedRows) {}

    /** Those that were asked for, of one node. */
    record DamagedRows(List<DamagedRow> rows) implements ClientReply {}

    /**
     * A row that does not fit its checksum.
     *
     * @param bucket the bucket's id
     * @param key of the row; in strong buckets that of the register, or its tag in braces
     * @param sub of an element of the key; else empty
     * @param everywhere all other replicas have said that theirs is damaged, too
     * @param givenUp nothing takes its place if nobody has it
     */
    record DamagedRow(int partition, int bucket, Bytes key, Bytes sub, boolean everywhere, boolean givenUp) {}

    /**
     * Changes of one partition of a bucket.
     *
     * @param changes of an eventual bucket
     * @param registers changes of a strong bucket
     * @param position for the next question, here or at another replica; to be stored once the changes are processed
     * @param snapshot these are rows of a snapshot that has not ended with this page, or ends with it
     * @param snapshotEnds everything that there was has been shown: what the consumer has beyond it, of this partition, is gone
     * @param more there is more to be had at once
     * @param behind this replica lacked something that the consumer had been shown, and went on because it was asked to
     * @param asOfMillis if there is no more, the time up to which this replica is known to be complete; 0 if not known
     */
    record FeedPage(
            List<FeedChange> changes,
            List<RegisterChange> registers,
            Bytes position,
            boolean snapshot,
            boolean snapshotEnds,
            boolean more,
            boolean behind,
            long asOfMillis)
            implements ClientReply {}

    /** The state of a row after a change, or after several. @param sub of an element as in {@link io.kvorum.replication.message.RowKey} @param versions one per write id; none: the key is gone */
    record FeedChange(Bytes key, Bytes sub, List<Version> versions) {}

    /**
     * A register after an update, or after several: all that it held at one instant.
     *
     * @param place its tag, or its key if it has none
     * @param version of its last update; 0: it is gone, and so is all memory of it
     * @param entries what it held of keys with the prefix that was asked for
     * @param isGone it held nothing at all: it was deleted
     */
    record RegisterChange(Bytes place, boolean isTag, long version, List<RegisterEntry> entries, boolean isGone) {}

    /** @param version of the register from this update on, greater than all before */
    record Updated(long version, Receipt receipt) implements ClientReply {}

    /** The conditions did not hold, and nothing was changed. @param current the keys of the conditions */
    record ConditionsFailed(List<RegisterEntry> current, Receipt receipt) implements ClientReply {}

    /** @param linearizable false: one replica's, which may be stale or never be decided */
    record RegisterFound(List<RegisterEntry> entries, boolean linearizable, Receipt receipt) implements ClientReply {}

    /**
     * A key of a strong bucket.
     *
     * @param version of the update that wrote it; 0 if it is absent
     * @param value empty if it is absent, or if it is not known any more what it was
     */
    record RegisterEntry(Bytes key, long version, Optional<Bytes> value) {}

    /**
     * What the replicas of a register hold. The value of the key comes with each: the answer is as large as that.
     *
     * @param majority how many have to report one ballot for it to be decided
     * @param replicas in order of preference
     */
    record RegisterExplained(int partition, int majority, List<RegisterReplica> replicas, RegisterJudgement judgement)
            implements ClientReply {}

    /** @param view empty if it could not be asked in time */
    record RegisterReplica(int node, Optional<RegisterView> view) {}

    record Done() implements ClientReply {}

    /**
     * @param receipt who had acknowledged by then, if anybody
     * @param retryAfterMillis 0 if there is nothing to wait for
     * @param horizonMillis of {@link ErrorCode#WRITE_ID_TOO_OLD}: an update of this key that is issued above it is not too old now;
     *     0 if not told
     */
    record Failed(
            ErrorCode code,
            Outcome outcome,
            String message,
            Optional<Receipt> receipt,
            long retryAfterMillis,
            long horizonMillis)
            implements ClientReply {
        public Failed(
                ErrorCode code, Outcome outcome, String message, Optional<Receipt> receipt, long retryAfterMillis) {
            this(code, outcome, message, receipt, retryAfterMillis, 0);
        }
    }
}
