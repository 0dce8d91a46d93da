package io.kvorum.replication.request;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.register.Update;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a client can ask of a core. */
public sealed interface ClientRequest {
    /**
     * Put or delete.
     *
     * @param value empty deletes
     * @param context the token of an earlier answer about this key, or empty: replaces what that answer showed
     * @param level the bucket's if empty
     * @param sloppy the bucket's if empty
     * @param ttlMillis how long after its issue time the value expires; the bucket's if empty; none for a delete
     * @param type the bucket's; the value is what a version of that type holds
     * @param element of the key, where the type has elements; else empty
     */
    record Write(
            String bucket,
            Bytes key,
            Optional<Bytes> value,
            Bytes context,
            WriteId writeId,
            Optional<Level> level,
            Optional<Boolean> sloppy,
            Optional<Long> ttlMillis,
            CellType type,
            Bytes element)
            implements ClientRequest {
        /** A plain value. */
        public Write(
                String bucket,
                Bytes key,
                Optional<Bytes> value,
                Bytes context,
                WriteId writeId,
                Optional<Level> level,
                Optional<Boolean> sloppy,
                Optional<Long> ttlMillis) {
            this(bucket, key, value, context, writeId, level, sloppy, ttlMillis, CellType.NONE, Bytes.EMPTY);
        }

        /** A plain value with the ttl of the bucket. */
        public Write(
                String bucket,
                Bytes key,
                Optional<Bytes> value,
                Bytes context,
                WriteId writeId,
                Optional<Level> level,
                Optional<Boolean> sloppy) {
            this(bucket, key, value, context, writeId, level, sloppy, Optional.empty());
        }
    }

    /**
     * @param level the bucket's if empty
     * @param atLeast the token of an earlier answer about this key, or empty: the answer must cover it (sessions)
     * @param type the bucket's: who would misread what is there is refused
     * @param element of the key, where the type has elements; else empty
     */
    record Read(String bucket, Bytes key, Optional<Level> level, Bytes atLeast, CellType type, Bytes element)
            implements ClientRequest {
        /** Of plain values. */
        public Read(String bucket, Bytes key, Optional<Level> level, Bytes atLeast) {
            this(bucket, key, level, atLeast, CellType.NONE, Bytes.EMPTY);
        }
    }

    /**
     * A page of the elements of a key, in the order of their bytes.
     *
     * @param after the element after which to go on; empty: from the first
     * @param limit at most so many, and never more than {@link #MOST}
     * @param level the bucket's if empty
     * @param ownIndex only what the asked replica's index lists, without versions
     */
    record ListElements(
            String bucket, Bytes key, CellType type, Bytes after, int limit, Optional<Level> level, boolean ownIndex)
            implements ClientRequest {
        public static final int MOST = 256;

        public ListElements ofOwnIndex() {
            return new ListElements(bucket, key, type, after, limit, level, true);
        }
    }

    /** How many elements has this key, by the count of one replica? */
    record CountElements(String bucket, Bytes key, CellType type) implements ClientRequest {}

    /**
     * The value of a counter.
     *
     * @param level the bucket's if empty
     * @param relativeTo only what the asked replica has, and which of it was not known to another one with this clock; empty: the value
     */
    record ReadCounter(String bucket, Bytes key, CellType type, Optional<Level> level, Optional<DotSet> relativeTo)
            implements ClientRequest {
        public ReadCounter(String bucket, Bytes key, CellType type, Optional<Level> level) {
            this(bucket, key, type, level, Optional.empty());
        }

        public ReadCounter relativeTo(DotSet clock) {
            return new ReadCounter(bucket, key, type, level, Optional.of(clock));
        }
    }

    /** What does each replica hold of this key? @param element of the key, where the bucket's type has elements; else empty */
    record Explain(String bucket, Bytes key, Bytes element) implements ClientRequest {
        public Explain(String bucket, Bytes key) {
            this(bucket, key, Bytes.EMPTY);
        }
    }

    /**
     * What this node itself holds of a partition, in row order; for verification from outside.
     *
     * @param after the {@code next} of the previous page, empty for the start
     */
    record ScanLocal(int partition, Bytes after, int limit) implements ClientRequest {}

    /** Create a bucket. Creating it again with the same properties is no error. */
    record CreateBucket(String name, Map<String, String> properties) implements ClientRequest {}

    /** Change properties of a bucket; those not named stay. */
    record SetBucket(String name, Map<String, String> properties) implements ClientRequest {}

    record DropBucket(String name) implements ClientRequest {}

    /**
     * Linearizable keys go on with what the nodes have that are left.
     *
     * @param without nodes that are not waited for
     */
    record AcceptLoss(List<Integer> without) implements ClientRequest {}

    /** The state of one shard of this node. */
    record ShardStatus() implements ClientRequest {}

    /** The hints that this shard keeps, the oldest first. */
    record ListHints(int limit) implements ClientRequest {}

    /** Stop or resume the delivery of hints by this shard. */
    record PauseHints(boolean paused) implements ClientRequest {}

    /** Forget the oldest hints of this shard that are set aside, at most so many, and never more than 1,000. */
    record DropSetAsideHints(int limit) implements ClientRequest {}

    /** Compare the trees of this shard's partitions with their other replicas as soon as possible. */
    record CompareTrees() implements ClientRequest {}

    /** Read all rows of this shard against its trees, now and without the usual pauses. */
    record ScrubNow() implements ClientRequest {}

    /** How the comparisons of this shard's trees stand. @param sinceMillis by this node's wall time */
    record TreeStatus(long sinceMillis) implements ClientRequest {}

    /** The rows of this shard that are known to be damaged, at most so many. */
    record ListDamagedRows(int limit) implements ClientRequest {}

    /**
     * If the row of this key is damaged here, and all other replicas say that theirs is, too: what it held is lost, and nothing takes its place.
     * Of a strong bucket it is what the change feed goes by, not what the key holds.
     *
     * @param element of the key, in a collection; else empty
     */
    record GiveUpRow(String bucket, Bytes key, Bytes element) implements ClientRequest {}

    /**
     * What has changed in one partition of a bucket, as this node itself knows it.
     *
     * @param position of an earlier answer; empty: from where {@code snapshot} says
     * @param snapshot without a position: first all that there is, and then its changes; else only changes from now on
     * @param anew with a position: begin again with all that there is, where all that was shown is known
     * @param limit changes in the answer at most; fewer come if they are large
     * @param waitMillis when there is nothing, how long to wait for a change; not beyond the deadline
     * @param evenIfBehind go on although this replica lacks something that the consumer was shown by another one: a key may seem to
     *     go back in time
     * @param prefix only keys that begin with it
     */
    record ReadFeed(
            String bucket,
            int partition,
            Bytes prefix,
            Bytes position,
            boolean snapshot,
            boolean anew,
            int limit,
            int waitMillis,
            boolean evenIfBehind)
            implements ClientRequest {}

    /** A compare-and-set in a strong bucket. All its keys have one tag, or are one key. */
    record UpdateRegister(String bucket, Update update) implements ClientRequest {}

    /**
     * Read from a strong bucket.
     *
     * @param key with {@code range}, the beginning of keys: all that begin with it; it contains their whole tag
     * @param anyReplica true: what one replica has, which may be stale or never be decided; false: linearizable
     */
    record ReadRegister(String bucket, Bytes key, boolean range, boolean anyReplica) implements ClientRequest {}

    /** What does each replica hold of this key of a strong bucket? Nothing is changed by asking. */
    record ExplainRegister(String bucket, Bytes key) implements ClientRequest {}

    /** Property names of buckets. */
    List<String> BUCKET_PROPERTIES =
            List.of("kind", "placement", "r", "w", "sloppy", "max-siblings", "ttl", "feed-retention", "feed", "type");
}
