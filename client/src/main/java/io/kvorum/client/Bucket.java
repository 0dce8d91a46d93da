package io.kvorum.client;

import io.kvorum.client.call.Engine;
import io.kvorum.client.call.MultiRead;
import io.kvorum.client.call.Operation;
import io.kvorum.client.call.Operations;
import io.kvorum.client.call.Replies;
import io.kvorum.client.cluster.Explanation;
import io.kvorum.client.feed.Feed;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.client.feed.FeedPublisher;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Response;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * A bucket, with the types of its keys and values. Immutable and safe for use by many threads; costs nothing to make.
 *
 * <p>Each operation comes twice: one waits in the calling thread and throws {@link KvorumException}; its {@code Async} twin
 * returns at once, and what fails is the cause of the stage's {@code CompletionException}. Continuations run in the client's
 * executor for callbacks and may block. The deadline counts from the call, retries included.
 */
public final class Bucket<K, V> {
    private final KvorumClient client;
    private final String name;
    private final Codec<K> keys;
    private final Codec<V> values;
    private final SiblingResolver<V> resolver;
    private final ReadOptions reads;
    private final WriteOptions writes;

    Bucket(KvorumClient client, String name, Codec<K> keys, Codec<V> values) {
        this(client, name, keys, values, SiblingResolver.none(), ReadOptions.DEFAULT, WriteOptions.DEFAULT);
    }

    private Bucket(
            KvorumClient client,
            String name,
            Codec<K> keys,
            Codec<V> values,
            SiblingResolver<V> resolver,
            ReadOptions reads,
            WriteOptions writes) {
        this.client = client;
        this.name = name;
        this.keys = keys;
        this.values = values;
        this.resolver = resolver;
        this.reads = reads;
        this.writes = writes;
    }

    public String name() {
        return name;
    }

    /** The same bucket, reading one value where several were written concurrently. */
    public Bucket<K, V> resolvingWith(SiblingResolver<V> newResolver) {
        return new Bucket<>(client, name, keys, values, newResolver, reads, writes);
    }

    /** The same bucket with other defaults for reads. */
    public Bucket<K, V> reading(ReadOptions options) {
        return new Bucket<>(client, name, keys, values, resolver, options, writes);
    }

    /** The same bucket with other defaults for writes. */
    public Bucket<K, V> writing(WriteOptions options) {
        return new Bucket<>(client, name, keys, values, resolver, reads, options);
    }

    /** The same bucket, used within a session. */
    public Bucket<K, V> in(Session session) {
        return reading(reads.session(session)).writing(writes.session(session));
    }

    // ---------------------------------------------------------------------------------------------------------------
    // get

    /**
     * The value of a key.
     *
     * @throws SiblingsUnresolved if there are several and the resolver does not decide
     */
    public Value<V> get(K key) {
        return get(key, reads);
    }

    public Value<V> get(K key, ReadOptions options) {
        Bytes bytes = keys.encode(key);
        return read(bytes, options, found -> single(bytes, found)).await("get " + Operations.show(bytes), false);
    }

    public CompletionStage<Value<V>> getAsync(K key) {
        return getAsync(key, reads);
    }

    public CompletionStage<Value<V>> getAsync(K key, ReadOptions options) {
        Bytes bytes = keys.encode(key);
        return read(bytes, options, found -> single(bytes, found)).stage();
    }

    /** All values of a key that were written concurrently; usually one or none. */
    public Siblings<V> siblings(K key) {
        return siblings(key, reads);
    }

    public Siblings<V> siblings(K key, ReadOptions options) {
        Bytes bytes = keys.encode(key);
        return read(bytes, options, this::decoded).await("get " + Operations.show(bytes), false);
    }

    public CompletionStage<Siblings<V>> siblingsAsync(K key) {
        return siblingsAsync(key, reads);
    }

    public CompletionStage<Siblings<V>> siblingsAsync(K key, ReadOptions options) {
        return read(keys.encode(key), options, this::decoded).stage();
    }

    private <R> Pending<Siblings<Bytes>, R> read(Bytes key, ReadOptions options, Function<Siblings<Bytes>, R> result) {
        return new Pending<>(rawRead(key, options, client.deadline(options.deadline())), result, client.executor());
    }

    private CompletableFuture<Siblings<Bytes>> rawRead(Bytes key, ReadOptions options, Duration deadline) {
        return engine().call(Operations.read(name, key, options, deadline)).thenApply(response -> {
            Siblings<Bytes> found = Replies.siblings(response.getFound());
            options.session().ifPresent(session -> session.saw(name, key, found.context()));
            return found;
        });
    }

    private Siblings<V> decoded(Siblings<Bytes> raw) {
        List<Sibling<V>> versions = raw.versions().stream()
                .map(version -> new Sibling<>(
                        values.decode(version.value()), version.dot(), version.writeId(), version.expiresAt()))
                .toList();
        return new Siblings<>(versions, raw.context(), raw.receipt());
    }

    private Value<V> single(Bytes key, Siblings<Bytes> raw) {
        Siblings<V> found = decoded(raw);
        if (found.versions().size() < 2) {
            Optional<V> only = found.versions().stream().map(Sibling::value).findFirst();
            return new Value<>(only, found.context(), found.receipt());
        }
        Optional<V> resolved = resolver.resolve(found.versions());
        if (resolved.isEmpty()) {
            throw new SiblingsUnresolved(
                    new FailureDetails(
                            ErrorCode.ERROR_CODE_TOO_MANY_SIBLINGS,
                            Outcome.NOT_APPLIED,
                            "get " + Operations.show(key) + " in bucket " + name + ": "
                                    + found.versions().size() + " values were written concurrently;"
                                    + " read all of them, decide, and write with that context",
                            "",
                            found.receipt()),
                    raw);
        }
        return new Value<>(resolved, found.context(), found.receipt());
    }

    // ----------------------------------------------------------------------------------------------------------
    // multi-get

    /** Many keys, each read by itself: no snapshot. What could not be read is among the failures. */
    public MultiGet<K, V> multiGet(Collection<K> wanted) {
        return multiGet(wanted, reads);
    }

    public MultiGet<K, V> multiGet(Collection<K> wanted, ReadOptions options) {
        return readMany(wanted, options).await("get " + wanted.size() + " keys", false);
    }

    public CompletionStage<MultiGet<K, V>> multiGetAsync(Collection<K> wanted) {
        return multiGetAsync(wanted, reads);
    }

    public CompletionStage<MultiGet<K, V>> multiGetAsync(Collection<K> wanted, ReadOptions options) {
        return readMany(wanted, options).stage();
    }

    private Pending<Map<Bytes, MultiRead.Result>, MultiGet<K, V>> readMany(Collection<K> wanted, ReadOptions options) {
        Map<Bytes, K> byBytes = new LinkedHashMap<>();
        wanted.forEach(key -> byBytes.put(keys.encode(key), key));
        Duration deadline = client.deadline(options.deadline());
        return new Pending<>(
                MultiRead.start(engine(), name, List.copyOf(byBytes.keySet()), options, deadline),
                results -> gathered(byBytes, results),
                client.executor());
    }

    private MultiGet<K, V> gathered(Map<Bytes, K> byBytes, Map<Bytes, MultiRead.Result> results) {
        Map<K, Value<V>> found = new LinkedHashMap<>();
        Map<K, KvorumException> failures = new LinkedHashMap<>();
        byBytes.forEach((bytes, key) -> {
            switch (Objects.requireNonNull(results.get(bytes))) {
                case MultiRead.Result.Read(Siblings<Bytes> siblings) -> {
                    try {
                        found.put(key, single(bytes, siblings));
                    } catch (SiblingsUnresolved e) {
                        failures.put(key, e);
                    }
                }
                case MultiRead.Result.NotRead(KvorumException failure) -> failures.put(key, failure);
            }
        });
        return new MultiGet<>(found, failures);
    }

    // ---------------------------------------------------------------------------------------------------------------
    // put

    /** Writes a value. What it replaces is said by the options' context. */
    public Written put(K key, V value) {
        return put(key, value, writes);
    }

    public Written put(K key, V value, WriteOptions options) {
        Bytes bytes = keys.encode(key);
        return startPut(bytes, value, options).await("put " + Operations.show(bytes), true);
    }

    public CompletionStage<Written> putAsync(K key, V value) {
        return putAsync(key, value, writes);
    }

    public CompletionStage<Written> putAsync(K key, V value, WriteOptions options) {
        return startPut(keys.encode(key), value, options).stage();
    }

    private Pending<Written, Written> startPut(Bytes key, V value, WriteOptions options) {
        Context context = contextOf(key, options).orElse(Context.NONE);
        Duration deadline = client.deadline(options.deadline());
        return new Pending<>(
                write(key, Optional.of(values.encode(value)), context, options, deadline),
                written -> written,
                client.executor());
    }

    private Optional<Context> contextOf(Bytes key, WriteOptions options) {
        return options.context().or(() -> options.session().flatMap(session -> session.seen(name, key)));
    }

    private CompletableFuture<Written> write(
            Bytes key, Optional<Bytes> value, Context context, WriteOptions options, Duration deadline) {
        WriteName writeName = new WriteName(options);
        Operation operation = Operations.write(name, key, value, context, options, writeName, deadline);
        return engine().call(operation).thenApply(response -> {
            Written written = new Written(
                    Replies.context(response.getWritten().getContext()),
                    Replies.dot(response.getWritten().getDot()),
                    writeName.given(),
                    Replies.receipt(response.getWritten().getReceipt()));
            options.session().ifPresent(session -> session.saw(name, key, written.context()));
            return written;
        });
    }

    /** Names the write when cluster time is known, and keeps the name. On the event loop. */
    private final class WriteName implements LongFunction<WriteId> {
        private final WriteOptions options;
        private Optional<WriteId> name = Optional.empty();

        WriteName(WriteOptions options) {
            this.options = options;
        }

        @Override
        public WriteId apply(long clusterMillis) {
            WriteId chosen = options.writeId()
                    .orElseGet(() -> options.session()
                            .map(session -> session.nextWriteId(clusterMillis))
                            .orElseGet(() -> client.nextWriteId(clusterMillis)));
            name = Optional.of(chosen);
            return chosen;
        }

        WriteId given() {
            return name.orElseThrow();
        }
    }

    // ------------------------------------------------------------------------------------------------------------
    // delete

    /**
     * Deletes what the options' context shows. Without a context the key is read first, at the level of reads, and the delete
     * names what was found: repeated, it removes the same and nothing that came later. To repeat by hand one whose outcome is
     * unknown, read and give it the context.
     */
    public Deleted delete(K key) {
        return delete(key, writes);
    }

    public Deleted delete(K key, WriteOptions options) {
        Bytes bytes = keys.encode(key);
        return startDelete(bytes, options).await("delete " + Operations.show(bytes), true);
    }

    public CompletionStage<Deleted> deleteAsync(K key) {
        return deleteAsync(key, writes);
    }

    public CompletionStage<Deleted> deleteAsync(K key, WriteOptions options) {
        return startDelete(keys.encode(key), options).stage();
    }

    private Pending<Deleted, Deleted> startDelete(Bytes key, WriteOptions options) {
        Duration deadline = client.deadline(options.deadline());
        long deadlineAt = System.nanoTime() + deadline.toNanos();
        Optional<Context> given = options.context().filter(context -> !context.isEmpty());
        CompletableFuture<Deleted> deleted = given.isPresent()
                ? remove(key, given.get(), options, deadline)
                : rawRead(key, readBeforeDelete(options), deadline).thenCompose(found -> {
                    if (found.isEmpty()) {
                        return CompletableFuture.completedFuture(
                                new Deleted(false, found.context(), Optional.empty(), found.receipt()));
                    }
                    Duration left = Duration.ofNanos(Math.max(1, deadlineAt - System.nanoTime()));
                    return remove(key, found.context(), options, left);
                });
        return new Pending<>(deleted, done -> done, client.executor());
    }

    private ReadOptions readBeforeDelete(WriteOptions options) {
        return new ReadOptions(reads.level(), options.session(), Optional.empty(), Optional.empty());
    }

    private CompletableFuture<Deleted> remove(Bytes key, Context context, WriteOptions options, Duration deadline) {
        return write(key, Optional.empty(), context, options, deadline)
                .thenApply(written ->
                        new Deleted(true, written.context(), Optional.of(written.writeId()), written.receipt()));
    }

    // -----------------------------------------------------------------------------------------------------------
    // explain

    /** What each replica holds of a key. */
    public Explanation explain(K key) {
        Bytes bytes = keys.encode(key);
        return startExplain(bytes).await("explain " + Operations.show(bytes), false);
    }

    public CompletionStage<Explanation> explainAsync(K key) {
        return startExplain(keys.encode(key)).stage();
    }

    private Pending<Response, Explanation> startExplain(Bytes key) {
        Operation operation = Operations.explain(name, key, Bytes.EMPTY, client.deadline(reads.deadline()));
        return new Pending<>(
                engine().call(operation),
                response -> Replies.understood(response, explained -> Explanation.of(explained.getExplained())),
                client.executor());
    }

    // -----------------------------------------------------------------------------------------------------------
    // changes

    /**
     * Follows the changes of this bucket.
     *
     * @throws BadRequest of code UNKNOWN_BUCKET if there is no such bucket
     */
    public Feed<K, V> feed(FeedOptions options) {
        return client.feed(name, keys, values, options);
    }

    /** The same as a reactive stream; each subscriber follows by itself. */
    public FeedPublisher<K, V> feedPublisher(FeedOptions options) {
        return new FeedPublisher<>(() -> feed(options), client.executor());
    }

    private Engine engine() {
        return client.engine();
    }
}
