package io.kvorum.client;

import io.kvorum.client.call.Engine;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.feed.Feed;
import io.kvorum.client.feed.FeedGroup;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The way into a cluster. One client serves a whole process: it keeps a connection to each node, with many requests in flight
 * on each, and one thread of its own. Safe for use by many threads.
 *
 * <p>An operation is sent to a replica of its key. If that does not answer, it is sent to others, with the same write id,
 * until the deadline or until the retry budget is used up. It never takes effect twice.
 */
public final class KvorumClient implements AutoCloseable {
    private final Duration deadline;
    private final Executor executor;
    private final Engine engine;
    private final WriteIds writeIds = new WriteIds();
    private final UpdateLanes updateLanes = new UpdateLanes();
    private final Admin admin = new Admin(this);

    KvorumClient(Engine engine, Duration deadline, Executor executor) {
        this.engine = engine;
        this.deadline = deadline;
        this.executor = executor;
    }

    public static ClientBuilder builder() {
        return new ClientBuilder();
    }

    /** A bucket of bytes. Whether it exists is found out by the first operation. */
    public Bucket<Bytes, Bytes> bucket(String name) {
        return bucket(name, Codec.bytes(), Codec.bytes());
    }

    public <K, V> Bucket<K, V> bucket(String name, Codec<K> keys, Codec<V> values) {
        return new Bucket<>(this, name, keys, values);
    }

    /** A strong bucket of bytes: linearizable keys. Whether it exists, and is one, is found out by the first operation. */
    public StrongBucket<Bytes, Bytes> strong(String name) {
        return strong(name, Codec.bytes(), Codec.bytes());
    }

    public <K, V> StrongBucket<K, V> strong(String name, Codec<K> keys, Codec<V> values) {
        return new StrongBucket<>(this, name, keys, values);
    }

    /** A bucket of this type, as bytes; the methods below give it a face. Operations fail with code WRONG_TYPE if it has another one. */
    public TypedBucket typed(String name, CellType type) {
        return new TypedBucket(this, name, type, ReadOptions.DEFAULT, WriteOptions.DEFAULT);
    }

    /** Sends an update of a typed bucket again whose outcome is unknown; see {@link TypedBucket#resend}. */
    public Written resend(UnfinishedUpdate update) {
        return typed(update.bucket(), update.type()).resend(update);
    }

    /** A bucket of type {@code flag}: an enabling wins over disablings that have not seen it. */
    public <K> FlagBucket<K> flag(String name, Codec<K> keys) {
        return new FlagBucket<>(KeyedCell.of(typed(name, CellType.FLAG), keys));
    }

    /** A bucket of type {@code disable-wins-flag}. */
    public <K> FlagBucket<K> disableWinsFlag(String name, Codec<K> keys) {
        return new FlagBucket<>(KeyedCell.of(typed(name, CellType.DISABLE_WINS_FLAG), keys));
    }

    /** A bucket of type {@code lww-register}. */
    public <K, V> LastWriterBucket<K, V> lastWriterRegister(String name, Codec<K> keys, Codec<V> values) {
        return new LastWriterBucket<>(KeyedCell.of(typed(name, CellType.LAST_WRITER_REGISTER), keys), values);
    }

    /** A bucket of type {@code mv-register}. */
    public <K, V> MultiValueBucket<K, V> multiValueRegister(String name, Codec<K> keys, Codec<V> values) {
        return new MultiValueBucket<>(KeyedCell.of(typed(name, CellType.MULTI_VALUE_REGISTER), keys), values);
    }

    /** A bucket of type {@code max-register}. */
    public <K> ExtremeBucket<K> maxRegister(String name, Codec<K> keys) {
        return new ExtremeBucket<>(KeyedCell.of(typed(name, CellType.MAX_REGISTER), keys));
    }

    /** A bucket of type {@code min-register}. */
    public <K> ExtremeBucket<K> minRegister(String name, Codec<K> keys) {
        return new ExtremeBucket<>(KeyedCell.of(typed(name, CellType.MIN_REGISTER), keys));
    }

    /** A bucket of type {@code hll}. */
    public <K, E> DistinctBucket<K, E> distinctCount(String name, Codec<K> keys, Codec<E> elements) {
        return new DistinctBucket<>(KeyedCell.of(typed(name, CellType.DISTINCT_COUNT), keys), elements);
    }

    /** A bucket of type {@code set}: an add wins over removals that have not seen it. */
    public <K, E> SetBucket<K, E> set(String name, Codec<K> keys, Codec<E> elements) {
        return new SetBucket<>(typed(name, CellType.SET), keys, elements);
    }

    /** A bucket of type {@code remove-wins-set}. */
    public <K, E> SetBucket<K, E> removeWinsSet(String name, Codec<K> keys, Codec<E> elements) {
        return new SetBucket<>(typed(name, CellType.REMOVE_WINS_SET), keys, elements);
    }

    /** A bucket of type {@code map}: fields of any types, maps inside of maps. */
    public <K> MapBucket<K> map(String name, Codec<K> keys) {
        return new MapBucket<>(typed(name, CellType.MAP), keys, List.of());
    }

    /** A bucket of type {@code counter}. */
    public <K> CounterBucket<K> counter(String name, Codec<K> keys) {
        return new CounterBucket<>(typed(name, CellType.COUNTER), keys);
    }

    /** A bucket of type {@code grow-counter}: nothing is ever taken back. */
    public <K> CounterBucket<K> growCounter(String name, Codec<K> keys) {
        return new CounterBucket<>(typed(name, CellType.GROW_COUNTER), keys);
    }

    public Session session() {
        return session(Session.DEFAULT_MAX_KEYS);
    }

    /** @param maxKeys how many keys it remembers, at least 1; some hundred bytes each */
    public Session session(int maxKeys) {
        return new Session(maxKeys);
    }

    /**
     * Joins a group that follows a bucket together; see {@link FeedGroup}.
     *
     * @param group its name; each group follows all changes
     * @param stateBucket where members and positions are kept; it exists
     * @param options partitions without a stored position begin as these say
     */
    public <K, V> FeedGroup<K, V> feedGroup(
            Bucket<K, V> bucket, String group, String stateBucket, FeedOptions options) {
        return feedGroup(bucket.name(), bucket::feed, group, stateBucket, options);
    }

    /** As the other one, of a strong bucket; the state is kept in an eventual one. */
    public <K, V> FeedGroup<K, V> feedGroup(
            StrongBucket<K, V> bucket, String group, String stateBucket, FeedOptions options) {
        return feedGroup(bucket.name(), bucket::feed, group, stateBucket, options);
    }

    private <K, V> FeedGroup<K, V> feedGroup(
            String bucket,
            Function<FeedOptions, Feed<K, V>> feeds,
            String group,
            String stateBucket,
            FeedOptions options) {
        ClusterTopology topology = admin.topology();
        Set<Integer> partitions = options.partitions()
                .or(() -> topology.bucket(bucket).map(topology::partitionsOf))
                .orElse(new TreeSet<>());
        return new FeedGroup<>(bucket, feeds, group, bucket(stateBucket), options, partitions, this::clusterMillis);
    }

    /** Follows a bucket of either kind. */
    <K, V> Feed<K, V> feed(String name, Codec<K> keys, Codec<V> values, FeedOptions options) {
        ClusterTopology topology = admin.topology();
        ClusterTopology.BucketInfo bucket = topology.bucket(name)
                .orElseThrow(() -> new BadRequest(new FailureDetails(
                        ErrorCode.ERROR_CODE_UNKNOWN_BUCKET,
                        Outcome.NOT_APPLIED,
                        "follow bucket " + name + ": there is no such bucket; create the bucket first",
                        "",
                        Receipt.NONE)));
        return Feed.open(engine, topology, bucket, keys, values, options);
    }

    private long clusterMillis() {
        return engine.clusterMillis().orElseThrow();
    }

    public Admin admin() {
        return admin;
    }

    /**
     * A name for a write that the application wants to know beforehand, to repeat it even after its own restart. Waits for the
     * first connection, since it holds cluster time; to be used within the cluster's window, 5 minutes by default.
     */
    public WriteId newWriteId() {
        OptionalLong now = engine.clusterMillis();
        if (now.isEmpty()) {
            admin.topology();
            now = engine.clusterMillis();
        }
        return writeIds.next(now.orElseThrow());
    }

    /** How much was done since the client was built. */
    public Engine.Counts counts() {
        return engine.counts();
    }

    /** Gives up what is in flight and closes all connections. Waits for that, a second or so at most. */
    @Override
    public void close() {
        engine.close();
    }

    Engine engine() {
        return engine;
    }

    UpdateLanes updateLanes() {
        return updateLanes;
    }

    Executor executor() {
        return executor;
    }

    Duration deadline() {
        return deadline;
    }

    Duration deadline(Optional<Duration> wanted) {
        Duration chosen = wanted.orElse(deadline);
        ClientBuilder.checkDuration("deadline", chosen);
        return chosen;
    }

    WriteId nextWriteId(long clusterMillis) {
        return writeIds.next(clusterMillis);
    }
}
