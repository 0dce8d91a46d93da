package io.kvorum.cli;

import io.kvorum.client.Deleted;
import io.kvorum.client.ElementPage;
import io.kvorum.client.MapEntry;
import io.kvorum.client.MultiGet;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Reading;
import io.kvorum.client.Siblings;
import io.kvorum.client.TypedBucket;
import io.kvorum.client.UnfinishedUpdate;
import io.kvorum.client.Updated;
import io.kvorum.client.Versioned;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.Written;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.DamagedRow;
import io.kvorum.client.cluster.Explanation;
import io.kvorum.client.cluster.Hint;
import io.kvorum.client.cluster.NodeStatus;
import io.kvorum.client.cluster.RegisterExplanation;
import io.kvorum.client.cluster.ScanPage;
import io.kvorum.client.cluster.TreeStatus;
import io.kvorum.client.feed.Feed;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A connection to a cluster, as commands see it; tests have one of their own. Every method fails with a
 * {@link io.kvorum.client.KvorumException}, and has the deadline of the command line.
 */
public interface Cluster extends AutoCloseable {
    Siblings<Bytes> read(String bucket, Bytes key, ReadOptions options);

    MultiGet<Bytes, Bytes> readMany(String bucket, Collection<Bytes> keys, ReadOptions options);

    Written put(String bucket, Bytes key, Bytes value, WriteOptions options);

    Deleted delete(String bucket, Bytes key, WriteOptions options);

    /** Reads the key, then writes a value that replaces what was read. */
    CompletionStage<Written> replaceAsync(String bucket, Bytes key, Bytes value);

    /** Writes a value beside whatever is there. */
    CompletionStage<Written> putAsync(String bucket, Bytes key, Bytes value);

    /** Reads a key of a strong bucket. @param possiblyStale what one replica has, instead of what a majority has decided */
    Optional<Versioned<Bytes>> readStrong(String bucket, Bytes key, boolean possiblyStale);

    /** Reads all keys of a tag that begin with the prefix. */
    Map<Bytes, Versioned<Bytes>> readTag(String bucket, Bytes prefix);

    Updated update(String bucket, StrongUpdate update);

    /** The time of the cluster; milliseconds since 1970. */
    long clusterMillis();

    /** The live versions of a key, or an element, of a typed bucket, one per write. */
    Siblings<Bytes> readTyped(String bucket, CellType type, TypedBucket.Place place, ReadOptions options);

    /** Sends an update again whose outcome is unknown. */
    Written resend(UnfinishedUpdate update);

    /** Reads a key, or an element, of a typed bucket, and writes what the change makes of that. */
    Written updateTyped(
            String bucket,
            CellType type,
            TypedBucket.Place place,
            TypedBucket.Change change,
            ReadOptions before,
            WriteOptions options);

    /** What each replica holds of a key, or an element, of a typed bucket. */
    Explanation explainTyped(String bucket, CellType type, TypedBucket.Place place);

    /** A page of the fields of a map. */
    ElementPage<MapEntry> mapFields(String bucket, Bytes key, Optional<Bytes> after, ReadOptions options);

    /** @return how many were removed */
    int removeFields(String bucket, Bytes key, List<Bytes> path, ReadOptions before, WriteOptions options);

    /** A page of the elements of a key that are in. */
    ElementPage<Bytes> elements(String bucket, CellType type, Bytes key, Optional<Bytes> after, ReadOptions options);

    /** How many elements of a key are in, by the count of one replica. */
    Reading<Long> countElements(String bucket, CellType type, Bytes key);

    Written increment(String bucket, CellType type, Bytes key, long delta, WriteOptions options);

    Reading<Long> counter(String bucket, CellType type, Bytes key, ReadOptions options);

    Explanation explain(String bucket, Bytes key);

    /** What the replicas of a key of a strong bucket hold. */
    RegisterExplanation explainStrong(String bucket, Bytes key);

    ClusterTopology topology();

    /** @return the epoch of the topology with the change */
    long createBucket(String name, Map<String, String> properties);

    /** @return the epoch of the topology with the change */
    long setBucket(String name, Map<String, String> properties);

    /** @return the epoch of the topology with the change */
    long dropBucket(String name);

    /** @return the epoch of the topology from which on it holds */
    long acceptLoss(List<Integer> without);

    NodeStatus nodeStatus(int node);

    List<Hint> hints(int node, int limit);

    void pauseHints(int node, boolean paused);

    /** Forgets the oldest hints that are set aside, at most so many of each shard. @return how many */
    long dropSetAsideHints(int node, int limit);

    /** Tells the node to compare its trees now, and to mend what differs. Returns when it has begun. */
    TreeStatus compareTrees(int node);

    /** Tells the node to read all its rows against its trees now. Returns when it has begun. */
    TreeStatus scrub(int node);

    /** @param since by the node's clock: what it has found equal since then */
    TreeStatus treeStatus(int node, Instant since);

    /** The rows of the node that are damaged, at most so many. */
    List<DamagedRow> damagedRows(int node, int limit);

    /** @return the row; empty if it is not damaged, or not any more */
    Optional<DamagedRow> giveUpRow(int node, String bucket, Bytes key, Optional<Bytes> element);

    void drain(int node);

    /** Follows the changes of a bucket. To be closed. */
    Feed<Bytes, Bytes> feed(String bucket, FeedOptions options);

    ScanPage scan(int node, int partition, Bytes after, int limit);

    @Override
    void close();
}
