package io.kvorum.cli;

import io.kvorum.client.Context;
import io.kvorum.client.Deleted;
import io.kvorum.client.MultiGet;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Sibling;
import io.kvorum.client.Siblings;
import io.kvorum.client.Updated;
import io.kvorum.client.Value;
import io.kvorum.client.Versioned;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.Written;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.DamagedRow;
import io.kvorum.client.cluster.Explanation;
import io.kvorum.client.cluster.Hint;
import io.kvorum.client.cluster.NodeStatus;
import io.kvorum.client.cluster.RegisterExplanation;
import io.kvorum.client.cluster.ReplicaState;
import io.kvorum.client.cluster.ScanPage;
import io.kvorum.client.cluster.TreeStatus;
import io.kvorum.client.feed.Feed;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A cluster of one node in memory: one partition, one eventual bucket and a strong one, and failures on demand. */
public final class FakeCluster extends FakeTypedCalls {
    private static final Actor ACTOR = Actor.of(1, 0xab);
    /** The name of its one strong bucket. */
    public static final String STRONG = "accounts";

    private static final Context CONTEXT = new Context(Bytes.ofUtf8("token"));

    public final SortedMap<Bytes, List<Sibling<Bytes>>> rows = new TreeMap<>();
    public final List<String> log = new ArrayList<>();
    public Optional<RuntimeException> failure = Optional.empty();
    public Optional<RuntimeException> failWritesToStrong = Optional.empty();
    public int failWritesAfter = Integer.MAX_VALUE;
    public boolean down;
    public int setAsideHints;
    public int notVoting;
    public boolean closed;
    /** What a second node holds; without it there is only one. */
    public Optional<SortedMap<Bytes, List<Sibling<Bytes>>>> secondRows = Optional.empty();
    /** Of the second node. */
    public String secondRegion = "eu";
    /** Polls until the comparison of trees is done. */
    public int pollsToVerify = 2;
    /** Rows of the first node. */
    public final List<DamagedRow> damaged = new ArrayList<>();
    /** Polls until a row that was given up is gone. */
    private int pollsToGiveUp = -1;
    /** In the comparison of trees one pair's other node cannot be reached. */
    public boolean cut;

    final FakeStrongBucket strongBucket = new FakeStrongBucket();
    private long counter;

    @Override
    public Siblings<Bytes> read(String bucket, Bytes key, ReadOptions options) {
        checkEventual(bucket);
        check("read " + key.toUtf8());
        return new Siblings<>(rows.getOrDefault(key, List.of()), CONTEXT, RECEIPT);
    }

    @Override
    public MultiGet<Bytes, Bytes> readMany(String bucket, Collection<Bytes> keys, ReadOptions options) {
        check("mget");
        Map<Bytes, Value<Bytes>> values = new LinkedHashMap<>();
        for (Bytes key : keys) {
            List<Sibling<Bytes>> found = rows.getOrDefault(key, List.of());
            values.put(key, new Value<>(found.stream().map(Sibling::value).findFirst(), CONTEXT, RECEIPT));
        }
        return new MultiGet<>(values, Map.of());
    }

    @Override
    public Written put(String bucket, Bytes key, Bytes value, WriteOptions options) {
        checkEventual(bucket);
        check("put " + key.toUtf8() + " context=" + options.context().map(context -> !context.isEmpty()));
        return write(
                key,
                value,
                options.context().filter(context -> !context.isEmpty()).isEmpty());
    }

    private Written write(Bytes key, Bytes value, boolean beside) {
        if (counter >= failWritesAfter) {
            throw failure.orElseThrow();
        }
        Dot dot = new Dot(ACTOR, ++counter);
        WriteId id = new WriteId(0x5e, counter, 1_000);
        List<Sibling<Bytes>> versions = new ArrayList<>(beside ? rows.getOrDefault(key, List.of()) : List.of());
        versions.add(new Sibling<>(value, dot, id));
        rows.put(key, versions);
        return new Written(CONTEXT, dot, id, RECEIPT);
    }

    @Override
    public Deleted delete(String bucket, Bytes key, WriteOptions options) {
        checkEventual(bucket);
        check("delete " + key.toUtf8());
        boolean found = rows.remove(key) != null;
        return new Deleted(found, CONTEXT, Optional.empty(), RECEIPT);
    }

    @Override
    public CompletionStage<Written> replaceAsync(String bucket, Bytes key, Bytes value) {
        return async(key, value, false);
    }

    @Override
    public CompletionStage<Written> putAsync(String bucket, Bytes key, Bytes value) {
        return async(key, value, true);
    }

    private CompletionStage<Written> async(Bytes key, Bytes value, boolean beside) {
        try {
            return CompletableFuture.completedFuture(write(key, value, beside));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Optional<Versioned<Bytes>> readStrong(String bucket, Bytes key, boolean possiblyStale) {
        check("read strong");
        return strong(bucket).read(key, possiblyStale);
    }

    @Override
    public Map<Bytes, Versioned<Bytes>> readTag(String bucket, Bytes prefix) {
        return strong(bucket).range(prefix);
    }

    @Override
    public Updated update(String bucket, StrongUpdate update) {
        check("update " + update.writeId().map(WriteIds::text));
        failWritesToStrong.ifPresent(refusal -> {
            throw refusal;
        });
        return strong(bucket).update(update);
    }

    private FakeStrongBucket strong(String bucket) {
        return bucket.equals(STRONG) ? strongBucket : created.find(bucket);
    }

    private static void checkEventual(String bucket) {
        if (bucket.equals(STRONG)) {
            throw Refusals.bad(ErrorCode.ERROR_CODE_WRONG_KIND);
        }
    }

    @Override
    public RegisterExplanation explainStrong(String bucket, Bytes key) {
        check("explain strong");
        return strong(bucket).explain(key);
    }

    @Override
    public Explanation explain(String bucket, Bytes key) {
        checkEventual(bucket);
        check("explain");
        List<Sibling<Bytes>> versions = rows.getOrDefault(key, List.of());
        return new Explanation(
                7,
                List.of(
                        new ReplicaState(1, true, versions, DotSet.EMPTY, DotSet.upTo(ACTOR, 3)),
                        new ReplicaState(2, false, List.of(), DotSet.EMPTY, DotSet.EMPTY)));
    }

    @Override
    public ClusterTopology topology() {
        check("topology");
        return new ClusterTopology(
                "fake",
                4,
                1,
                nodes(),
                buckets(),
                List.of(new ClusterTopology.Ring(
                        0,
                        "1",
                        List.of(nodes().stream()
                                .map(ClusterTopology.Node::number)
                                .toList()))));
    }

    private List<ClusterTopology.BucketInfo> buckets() {
        List<ClusterTopology.BucketInfo> buckets = new ArrayList<>(typed.infos());
        buckets.addAll(created.infos());
        buckets.add(0, new ClusterTopology.BucketInfo(3, "default", 0, new TreeMap<>(Map.of("placement", "1"))));
        return buckets;
    }

    private List<ClusterTopology.Node> nodes() {
        ClusterTopology.Node first = new ClusterTopology.Node(1, "n1", "127.0.0.1:1", "eu-a", "eu");
        return secondRows.isPresent()
                ? List.of(first, new ClusterTopology.Node(2, "n2", "127.0.0.1:2", secondRegion + "-b", secondRegion))
                : List.of(first);
    }

    @Override
    public TreeStatus compareTrees(int node) {
        check("compare trees of " + node);
        return trees(false);
    }

    @Override
    public TreeStatus scrub(int node) {
        check("scrub " + node);
        return trees(false);
    }

    @Override
    public TreeStatus treeStatus(int node, Instant since) {
        check("trees of " + node);
        return trees(pollsToVerify-- <= 0);
    }

    private TreeStatus trees(boolean verified) {
        return new TreeStatus(
                Instant.ofEpochSecond(100),
                3,
                3,
                4,
                verified ? 4 : cut ? 3 : 0,
                cut ? 1 : 0,
                cut ? List.of(2) : List.of(),
                0,
                verified ? Optional.of(Instant.ofEpochSecond(58)) : Optional.empty(),
                verified ? 7 : 0,
                verified ? 2 : 0,
                0,
                12,
                4,
                Optional.empty(),
                1,
                Duration.ofSeconds(90),
                0);
    }

    @Override
    public long createBucket(String name, Map<String, String> properties) {
        check("create " + name + " " + new TreeMap<>(properties));
        created.create(name, properties);
        return 4;
    }

    @Override
    public long setBucket(String name, Map<String, String> properties) {
        check("set " + name + " " + new TreeMap<>(properties));
        return 4;
    }

    @Override
    public long dropBucket(String name) {
        check("drop " + name);
        return 4;
    }

    @Override
    public long acceptLoss(List<Integer> without) {
        check("accept loss without " + without);
        return 4;
    }

    @Override
    public NodeStatus nodeStatus(int node) {
        if (down) {
            throw Refusals.unavailable();
        }
        check("status " + node);
        return new NodeStatus(
                node,
                "n1",
                "fake",
                "1",
                Duration.ofSeconds(5),
                ACTOR,
                4,
                false,
                Instant.EPOCH,
                List.of(new NodeStatus.Shard(
                        0,
                        1,
                        0,
                        0,
                        0,
                        Optional.empty(),
                        0,
                        0,
                        Optional.of(Instant.EPOCH),
                        false,
                        setAsideHints,
                        notVoting)),
                List.of());
    }

    @Override
    public List<DamagedRow> damagedRows(int node, int limit) {
        check("damaged rows of " + node);
        if (pollsToGiveUp == 0) {
            damaged.removeIf(DamagedRow::givenUp);
        }
        pollsToGiveUp--;
        return node == 1 ? List.copyOf(damaged) : List.of();
    }

    @Override
    public Optional<DamagedRow> giveUpRow(int node, String bucket, Bytes key, Optional<Bytes> element) {
        check("give up " + key.toUtf8());
        damaged.replaceAll(row -> row.key().equals(key)
                ? new DamagedRow(row.partition(), row.bucket(), key, element, row.everywhere(), true)
                : row);
        pollsToGiveUp = 2;
        return damaged.stream().filter(row -> row.key().equals(key)).findFirst();
    }

    @Override
    public List<Hint> hints(int node, int limit) {
        check("hints");
        return List.of(new Hint(
                0,
                3,
                Bytes.ofUtf8("k"),
                Optional.empty(),
                new WriteId(1, 2, 1_000),
                new Dot(ACTOR, 1),
                List.of(2),
                false));
    }

    @Override
    public void pauseHints(int node, boolean paused) {
        check("pause " + paused);
    }

    @Override
    public long dropSetAsideHints(int node, int limit) {
        check("drop set-aside hints of " + node);
        int dropped = Math.min(setAsideHints, Math.min(limit, 2));
        setAsideHints -= dropped;
        return dropped;
    }

    @Override
    public void drain(int node) {
        check("drain " + node);
    }

    @Override
    public Feed<Bytes, Bytes> feed(String bucket, FeedOptions options) {
        // A feed asks nodes by itself: FeedIT follows real ones, FeedOutputTest holds what is printed.
        throw new UnsupportedOperationException("this cluster has no nodes to follow");
    }

    @Override
    public ScanPage scan(int node, int partition, Bytes after, int limit) {
        check("scan");
        List<ScanPage.Row> page = (node == 2 ? secondRows.orElseThrow() : rows)
                .entrySet().stream()
                        .map(row -> new ScanPage.Row(3, row.getKey(), row.getValue(), DotSet.EMPTY))
                        .toList();
        return new ScanPage(page, Bytes.EMPTY, DotSet.EMPTY);
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    void check(String what) {
        log.add(what);
        if (failure.isPresent() && failWritesAfter == Integer.MAX_VALUE) {
            throw failure.get();
        }
    }
}
