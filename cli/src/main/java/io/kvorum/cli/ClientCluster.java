package io.kvorum.cli;

import io.kvorum.client.ClientBuilder;
import io.kvorum.client.Codec;
import io.kvorum.client.CounterBucket;
import io.kvorum.client.Deleted;
import io.kvorum.client.ElementPage;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.MapBucket;
import io.kvorum.client.MapEntry;
import io.kvorum.client.MultiGet;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Reading;
import io.kvorum.client.SetBucket;
import io.kvorum.client.Siblings;
import io.kvorum.client.StrongBatch;
import io.kvorum.client.StrongBucket;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A cluster by way of the client library. */
public final class ClientCluster implements Cluster {
    private final KvorumClient client;

    private ClientCluster(KvorumClient client) {
        this.client = client;
    }

    /**
     * @param only whether no other nodes are asked than those at the endpoints
     * @param timeout deadline of each request
     */
    public static Cluster connect(List<String> endpoints, boolean only, Duration timeout) {
        ClientBuilder builder = KvorumClient.builder()
                .endpoints(endpoints.stream()
                        .map(String::strip)
                        .map(Endpoint::parse)
                        .toList())
                .deadline(timeout)
                .clientName("kvctl");
        return new ClientCluster((only ? builder.onlyGivenNodes() : builder).build());
    }

    @Override
    public Siblings<Bytes> read(String bucket, Bytes key, ReadOptions options) {
        return client.bucket(bucket).siblings(key, options);
    }

    @Override
    public MultiGet<Bytes, Bytes> readMany(String bucket, Collection<Bytes> keys, ReadOptions options) {
        return client.bucket(bucket).multiGet(keys, options);
    }

    @Override
    public Written put(String bucket, Bytes key, Bytes value, WriteOptions options) {
        return client.bucket(bucket).put(key, value, options);
    }

    @Override
    public Deleted delete(String bucket, Bytes key, WriteOptions options) {
        return client.bucket(bucket).delete(key, options);
    }

    @Override
    public CompletionStage<Written> replaceAsync(String bucket, Bytes key, Bytes value) {
        return client.bucket(bucket)
                .siblingsAsync(key)
                .thenCompose(seen ->
                        client.bucket(bucket).putAsync(key, value, WriteOptions.DEFAULT.context(seen.context())));
    }

    @Override
    public CompletionStage<Written> putAsync(String bucket, Bytes key, Bytes value) {
        return client.bucket(bucket).putAsync(key, value);
    }

    @Override
    public Optional<Versioned<Bytes>> readStrong(String bucket, Bytes key, boolean possiblyStale) {
        StrongBucket<Bytes, Bytes> strong = client.strong(bucket);
        return possiblyStale ? strong.getPossiblyStale(key) : strong.get(key);
    }

    @Override
    public Map<Bytes, Versioned<Bytes>> readTag(String bucket, Bytes prefix) {
        return client.strong(bucket).range(prefix);
    }

    @Override
    public Updated update(String bucket, StrongUpdate update) {
        StrongBatch<Bytes, Bytes> batch = client.strong(bucket).batch();
        for (StrongUpdate.Condition condition : update.conditions()) {
            switch (condition) {
                case StrongUpdate.Condition.Absent(Bytes key) -> batch.ifAbsent(key);
                case StrongUpdate.Condition.Present(Bytes key) -> batch.ifPresent(key);
                case StrongUpdate.Condition.AtVersion(Bytes key, long version) -> batch.ifVersion(key, version);
                case StrongUpdate.Condition.WithValue(Bytes key, Bytes value) -> batch.ifValue(key, value);
            }
        }
        update.changes()
                .forEach(change -> change.value()
                        .ifPresentOrElse(value -> batch.put(change.key(), value), () -> batch.delete(change.key())));
        update.writeId().ifPresent(batch::retryOf);
        return batch.commit();
    }

    /** Write ids carry it. */
    @Override
    public long clusterMillis() {
        return client.newWriteId().issuedAtMillis();
    }

    @Override
    public Siblings<Bytes> readTyped(String bucket, CellType type, TypedBucket.Place place, ReadOptions options) {
        return client.typed(bucket, type).reading(options).versions(place);
    }

    @Override
    public Written resend(UnfinishedUpdate update) {
        return client.resend(update);
    }

    @Override
    public Written updateTyped(
            String bucket,
            CellType type,
            TypedBucket.Place place,
            TypedBucket.Change change,
            ReadOptions before,
            WriteOptions options) {
        return client.typed(bucket, type).reading(before).writing(options).update(place, change);
    }

    @Override
    public Explanation explainTyped(String bucket, CellType type, TypedBucket.Place place) {
        return client.typed(bucket, type).explain(place);
    }

    @Override
    public ElementPage<Bytes> elements(
            String bucket, CellType type, Bytes key, Optional<Bytes> after, ReadOptions options) {
        return client.typed(bucket, type).reading(options).elements(key, after, SetBucket.LARGEST_PAGE);
    }

    @Override
    public ElementPage<MapEntry> mapFields(String bucket, Bytes key, Optional<Bytes> after, ReadOptions options) {
        return client.map(bucket, Codec.bytes()).reading(options).page(key, after, MapBucket.LARGEST_PAGE);
    }

    @Override
    public int removeFields(String bucket, Bytes key, List<Bytes> path, ReadOptions before, WriteOptions options) {
        return client.map(bucket, Codec.bytes())
                .reading(before)
                .writing(options)
                .remove(key, path);
    }

    @Override
    public Reading<Long> countElements(String bucket, CellType type, Bytes key) {
        return client.typed(bucket, type).size(key);
    }

    @Override
    public Written increment(String bucket, CellType type, Bytes key, long delta, WriteOptions options) {
        return counters(bucket, type).writing(options).increment(key, delta);
    }

    @Override
    public Reading<Long> counter(String bucket, CellType type, Bytes key, ReadOptions options) {
        return counters(bucket, type).reading(options).get(key);
    }

    private CounterBucket<Bytes> counters(String bucket, CellType type) {
        return type == CellType.GROW_COUNTER
                ? client.growCounter(bucket, Codec.bytes())
                : client.counter(bucket, Codec.bytes());
    }

    @Override
    public Explanation explain(String bucket, Bytes key) {
        return client.bucket(bucket).explain(key);
    }

    @Override
    public RegisterExplanation explainStrong(String bucket, Bytes key) {
        return client.strong(bucket).explain(key);
    }

    @Override
    public ClusterTopology topology() {
        return client.admin().topology();
    }

    @Override
    public long createBucket(String name, Map<String, String> properties) {
        return client.admin().createBucket(name, properties);
    }

    @Override
    public long setBucket(String name, Map<String, String> properties) {
        return client.admin().setBucket(name, properties);
    }

    @Override
    public long dropBucket(String name) {
        return client.admin().dropBucket(name);
    }

    @Override
    public long acceptLoss(List<Integer> without) {
        return client.admin().acceptLoss(without);
    }

    @Override
    public NodeStatus nodeStatus(int node) {
        return client.admin().nodeStatus(node);
    }

    @Override
    public List<Hint> hints(int node, int limit) {
        return client.admin().hints(node, limit);
    }

    @Override
    public void pauseHints(int node, boolean paused) {
        client.admin().pauseHints(node, paused);
    }

    @Override
    public long dropSetAsideHints(int node, int limit) {
        return client.admin().dropSetAsideHints(node, limit);
    }

    @Override
    public TreeStatus compareTrees(int node) {
        return client.admin().compareTrees(node);
    }

    @Override
    public TreeStatus scrub(int node) {
        return client.admin().scrub(node);
    }

    @Override
    public TreeStatus treeStatus(int node, Instant since) {
        return client.admin().treeStatus(node, since);
    }

    @Override
    public List<DamagedRow> damagedRows(int node, int limit) {
        return client.admin().damage().rows(node, limit);
    }

    @Override
    public Optional<DamagedRow> giveUpRow(int node, String bucket, Bytes key, Optional<Bytes> element) {
        return client.admin().damage().giveUp(node, bucket, key, element);
    }

    @Override
    public void drain(int node) {
        client.admin().drain(node);
    }

    @Override
    public Feed<Bytes, Bytes> feed(String bucket, FeedOptions options) {
        return client.bucket(bucket).feed(options);
    }

    @Override
    public ScanPage scan(int node, int partition, Bytes after, int limit) {
        return client.admin().scanLocal(node, partition, after, limit);
    }

    @Override
    public void close() {
        client.close();
    }
}
