package io.kvorum.client;

import io.kvorum.client.call.Operations;
import io.kvorum.client.call.Replies;
import io.kvorum.client.call.StrongOperations;
import io.kvorum.client.cluster.RegisterExplanation;
import io.kvorum.client.feed.Feed;
import io.kvorum.client.feed.FeedEvent;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.client.feed.FeedPublisher;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.RegisterEntry;
import io.kvorum.protocol.client.RegisterFound;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.UpdateRegisterRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * A bucket of kind {@code strong}: its keys are linearizable, and have versions instead of siblings. Immutable and safe for use by
 * many threads. Each operation waits, or has an {@code Async} twin, as in {@link Bucket}. The client repeats what is safe to
 * repeat: an update has a write id and is made once.
 */
public final class StrongBucket<K, V> {
    private static final int MOST_ATTEMPTS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private final KvorumClient client;
    private final String name;
    private final Codec<K> keys;
    private final Codec<V> values;

    StrongBucket(KvorumClient client, String name, Codec<K> keys, Codec<V> values) {
        this.client = client;
        this.name = name;
        this.keys = keys;
        this.values = values;
    }

    public String name() {
        return name;
    }

    Bytes encodeKey(K key) {
        return keys.encode(key);
    }

    Bytes encodeValue(V value) {
        return values.encode(value);
    }

    // Reads.

    /** The value of a key, by a majority of its replicas: no update that had ended before is missing. */
    public Optional<Versioned<V>> get(K key) {
        Bytes bytes = keys.encode(key);
        return read(bytes, false).await("get " + Operations.show(bytes), false);
    }

    public CompletionStage<Optional<Versioned<V>>> getAsync(K key) {
        return read(keys.encode(key), false).stage();
    }

    /** What one replica has: it may be stale, and it may be an update that is never decided. */
    public Optional<Versioned<V>> getPossiblyStale(K key) {
        Bytes bytes = keys.encode(key);
        return read(bytes, true).await("get " + Operations.show(bytes), false);
    }

    public CompletionStage<Optional<Versioned<V>>> getPossiblyStaleAsync(K key) {
        return read(keys.encode(key), true).stage();
    }

    /** All keys that begin with the prefix, which contains their whole {@code {tag}}, at one instant. */
    public Map<K, Versioned<V>> range(K prefix) {
        Bytes bytes = keys.encode(prefix);
        return readRange(bytes).await("get " + Operations.show(bytes) + "…", false);
    }

    public CompletionStage<Map<K, Versioned<V>>> rangeAsync(K prefix) {
        return readRange(keys.encode(prefix)).stage();
    }

    private Pending<RegisterFound, Optional<Versioned<V>>> read(Bytes key, boolean anyReplica) {
        return new Pending<>(
                found(key, false, anyReplica),
                found -> found.getEntriesList().stream().findFirst().map(entry -> versioned(entry, found)),
                client.executor());
    }

    private Pending<RegisterFound, Map<K, Versioned<V>>> readRange(Bytes prefix) {
        return new Pending<>(
                found(prefix, true, false),
                found -> {
                    Map<Bytes, RegisterEntry> sorted = new TreeMap<>();
                    found.getEntriesList().forEach(entry -> sorted.put(Replies.bytes(entry.getKey()), entry));
                    Map<K, Versioned<V>> result = new LinkedHashMap<>();
                    sorted.forEach((key, entry) -> result.put(keys.decode(key), versioned(entry, found)));
                    return result;
                },
                client.executor());
    }

    private CompletableFuture<RegisterFound> found(Bytes key, boolean range, boolean anyReplica) {
        return client.engine()
                .call(StrongOperations.read(name, key, range, anyReplica, deadline()))
                .thenApply(Response::getRegisterFound);
    }

    private Versioned<V> versioned(RegisterEntry entry, RegisterFound found) {
        return new Versioned<>(
                values.decode(Replies.bytes(entry.getValue())),
                entry.getVersion(),
                found.getLinearizable(),
                Replies.receipt(found.getReceipt()));
    }

    /** What each replica of a key holds, and whether that is decided. Asking changes nothing. */
    public RegisterExplanation explain(K key) {
        Bytes bytes = keys.encode(key);
        return startExplain(bytes).await("explain " + Operations.show(bytes), false);
    }

    public CompletionStage<RegisterExplanation> explainAsync(K key) {
        return startExplain(keys.encode(key)).stage();
    }

    private Pending<Response, RegisterExplanation> startExplain(Bytes key) {
        return new Pending<>(
                client.engine().call(StrongOperations.explain(name, key, deadline())),
                response -> Replies.understood(
                        response, explained -> RegisterExplanation.of(explained.getRegisterExplained())),
                client.executor());
    }

    // Updates.

    /** Conditions and changes over keys of one tag. */
    public StrongBatch<K, V> batch() {
        return new StrongBatch<>(this);
    }

    public Updated put(K key, V value) {
        return batch().put(key, value).commit();
    }

    public CompletionStage<Updated> putAsync(K key, V value) {
        return batch().put(key, value).commitAsync();
    }

    /** @throws PreconditionFailed if the key is there */
    public Updated putIfAbsent(K key, V value) {
        return batch().ifAbsent(key).put(key, value).commit();
    }

    public CompletionStage<Updated> putIfAbsentAsync(K key, V value) {
        return batch().ifAbsent(key).put(key, value).commitAsync();
    }

    /** @throws PreconditionFailed if the key has another version, or is absent */
    public Updated putIfVersion(K key, V value, long version) {
        return batch().ifVersion(key, version).put(key, value).commit();
    }

    public CompletionStage<Updated> putIfVersionAsync(K key, V value, long version) {
        return batch().ifVersion(key, version).put(key, value).commitAsync();
    }

    /** @throws PreconditionFailed if the key has another value, or is absent */
    public Updated compareAndSet(K key, V expected, V value) {
        return batch().ifValue(key, expected).put(key, value).commit();
    }

    public CompletionStage<Updated> compareAndSetAsync(K key, V expected, V value) {
        return batch().ifValue(key, expected).put(key, value).commitAsync();
    }

    /** Deleting what is not there is no error. */
    public Updated delete(K key) {
        return batch().delete(key).commit();
    }

    public CompletionStage<Updated> deleteAsync(K key) {
        return batch().delete(key).commitAsync();
    }

    /** @throws PreconditionFailed if the key has another version, or is absent */
    public Updated deleteIfVersion(K key, long version) {
        return batch().ifVersion(key, version).delete(key).commit();
    }

    public CompletionStage<Updated> deleteIfVersionAsync(K key, long version) {
        return batch().ifVersion(key, version).delete(key).commitAsync();
    }

    /**
     * Reads, computes, and writes if nobody else has written meanwhile; else again, up to {@value #MOST_ATTEMPTS} times. The change may
     * be computed several times.
     *
     * @param change from the present value, if there is one, to the new one; empty deletes
     * @throws PreconditionFailed if others were always faster
     */
    public Updated update(K key, UnaryOperator<Optional<V>> change) {
        for (int attempt = 1; ; attempt++) {
            Optional<Versioned<V>> present = get(key);
            Optional<V> wanted = change.apply(present.map(Versioned::value));
            StrongBatch<K, V> batch = present.map(found -> batch().ifVersion(key, found.version()))
                    .orElseGet(() -> batch().ifAbsent(key));
            StrongBatch<K, V> changed =
                    wanted.map(value -> batch.put(key, value)).orElseGet(() -> batch.delete(key));
            try {
                return changed.commit();
            } catch (PreconditionFailed e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1 + Math.min(attempt, LONGEST_PAUSE_MILLIS)));
        } catch (InterruptedException e) {
            // The next answer that is waited for says so.
            Thread.currentThread().interrupt();
        }
    }

    Pending<Response, Updated> start(Bytes key, UpdateRegisterRequest update) {
        NewUpdate issued = new NewUpdate(client, name, key, update, deadline());
        return new Pending<>(issued.send(), response -> updated(key, issued.writeId(), response), client.executor());
    }

    Pending<Response, Updated> repeat(Bytes key, UpdateRegisterRequest update, WriteId writeId) {
        CompletableFuture<Response> answer =
                client.engine().call(StrongOperations.update(name, key, update, clusterMillis -> writeId, deadline()));
        return new Pending<>(answer, response -> updated(key, writeId, response), client.executor());
    }

    private Updated updated(Bytes key, WriteId writeId, Response response) {
        if (response.hasUpdated()) {
            return new Updated(
                    response.getUpdated().getVersion(),
                    writeId,
                    Replies.receipt(response.getUpdated().getReceipt()));
        }
        List<PreconditionFailed.Current> current = response.getConditionsFailed().getCurrentList().stream()
                .map(entry -> new PreconditionFailed.Current(
                        Replies.bytes(entry.getKey()),
                        entry.getVersion(),
                        entry.hasValue() ? Optional.of(Replies.bytes(entry.getValue())) : Optional.empty()))
                .toList();
        throw new PreconditionFailed(
                new FailureDetails(
                        ErrorCode.ERROR_CODE_CONFLICT,
                        Outcome.NOT_APPLIED,
                        "update " + Operations.show(key) + " in bucket " + name
                                + ": a condition did not hold; nothing was changed; read, and decide",
                        "",
                        Replies.receipt(response.getConditionsFailed().getReceipt())),
                current);
    }

    private Duration deadline() {
        return client.deadline(Optional.empty());
    }

    // Changes.

    /**
     * Follows the changes of this bucket, as {@link FeedEvent.RegisterChange}. It must have been created with {@code feed=true}.
     *
     * @throws BadRequest of code UNKNOWN_BUCKET if there is no such bucket; the feed fails with code NO_FEED if it has none
     */
    public Feed<K, V> feed(FeedOptions options) {
        return client.feed(name, keys, values, options);
    }

    /** The same as a reactive stream; each subscriber follows by itself. */
    public FeedPublisher<K, V> feedPublisher(FeedOptions options) {
        return new FeedPublisher<>(() -> feed(options), client.executor());
    }
}
