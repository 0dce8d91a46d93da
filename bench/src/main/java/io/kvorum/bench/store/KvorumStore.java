package io.kvorum.bench.store;

import io.kvorum.bench.workload.Keys;
import io.kvorum.client.Bucket;
import io.kvorum.client.Context;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Siblings;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.Written;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Kvorum through its client. A write overwrites: it carries the key's last known context, and reads the key first if there is
 * none. Everything runs on the client's event loop.
 */
public final class KvorumStore implements Store {
    private final KvorumClient client;
    private final Bucket<Bytes, Bytes> bucket;
    private final WriteOptions writes;
    private final KnownContexts contexts;
    private final int keepSiblings;
    /** By key, writes since the last one that replaced the others. */
    private final AtomicIntegerArray blindWrites;

    private final LongAdder readsForContext = new LongAdder();

    private KvorumStore(KvorumClient client, KvorumStoreOptions options) {
        this.client = client;
        this.writes = options.writes();
        this.bucket = client.bucket(options.bucket()).reading(options.reads()).writing(writes);
        this.contexts = new KnownContexts(options.knownContexts());
        this.keepSiblings = options.keepSiblings();
        this.blindWrites = new AtomicIntegerArray(keepSiblings > 0 ? options.knownContexts() : 1);
    }

    /** Starts connecting, and does not wait for it. */
    public static KvorumStore connect(List<Endpoint> endpoints, KvorumStoreOptions options) {
        KvorumClient client = KvorumClient.builder()
                .endpoints(endpoints)
                .deadline(options.deadline())
                .maxInFlight(options.maxInFlight())
                .clientName("kvorum-bench")
                // Continuations here are short and never block.
                .callbackExecutor(Runnable::run)
                .build();
        return new KvorumStore(client, options);
    }

    @Override
    public CompletableFuture<List<byte[]>> read(byte[] key) {
        return bucket.siblingsAsync(Bytes.of(key))
                .thenApply(found -> {
                    learn(key, found);
                    return arrays(found);
                })
                .toCompletableFuture();
    }

    private void learn(byte[] key, Siblings<Bytes> found) {
        if (found.versions().size() > 1) {
            // The next write reads, and so merges.
            contexts.forget(key);
        } else {
            contexts.saw(key, found.context());
        }
    }

    private static List<byte[]> arrays(Siblings<Bytes> found) {
        if (found.versions().size() == 1) {
            return List.of(found.versions().get(0).value().array());
        }
        List<byte[]> values = new ArrayList<>();
        found.versions().forEach(version -> values.add(version.value().array()));
        return values;
    }

    @Override
    public CompletableFuture<Void> write(byte[] key, byte[] value) {
        if (keepSiblings > 0 && isBlind(key)) {
            return put(key, value, Context.NONE)
                    .<Void>thenApply(written -> null)
                    .toCompletableFuture();
        }
        KnownContexts.Entry known = keepSiblings > 0 ? null : contexts.find(key);
        CompletionStage<Void> done = known != null
                ? overwrite(key, value, known)
                : readForContext(key).thenCompose(entry -> overwrite(key, value, entry));
        return done.toCompletableFuture();
    }

    private boolean isBlind(byte[] key) {
        int place = (int) Math.floorMod(Keys.number(key), (long) blindWrites.length());
        return blindWrites.incrementAndGet(place) % keepSiblings != 0;
    }

    private CompletionStage<KnownContexts.Entry> readForContext(byte[] key) {
        readsForContext.increment();
        return bucket.siblingsAsync(Bytes.of(key)).thenApply(found -> contexts.saw(key, found.context()));
    }

    private CompletionStage<Void> overwrite(byte[] key, byte[] value, KnownContexts.Entry known) {
        return put(key, value, known.context()).handle((written, failure) -> {
            if (written == null) {
                // It may be in, now or later.
                contexts.forget(key);
                throw asCompletion(failure);
            }
            contexts.wrote(known, written.context());
            return null;
        });
    }

    private CompletionStage<Written> put(byte[] key, byte[] value, Context context) {
        return bucket.putAsync(Bytes.of(key), Bytes.of(value), writes.context(context));
    }

    private static CompletionException asCompletion(@Nullable Throwable failure) {
        return failure instanceof CompletionException already ? already : new CompletionException(failure);
    }

    /** Deletes what the known context shows; without one the client reads the key first. */
    @Override
    public CompletableFuture<Void> delete(byte[] key) {
        KnownContexts.Entry known = contexts.find(key);
        WriteOptions options = known == null ? writes : writes.context(known.context());
        return bucket.deleteAsync(Bytes.of(key), options)
                .<Void>handle((deleted, failure) -> {
                    if (deleted == null) {
                        contexts.forget(key);
                        throw asCompletion(failure);
                    }
                    if (known != null) {
                        contexts.wrote(known, deleted.context());
                    } else {
                        contexts.saw(key, deleted.context());
                    }
                    return null;
                })
                .toCompletableFuture();
    }

    /** Keys are placed by their hash, and the client reads no ranges. */
    @Override
    public CompletableFuture<List<Row>> scan(byte[] fromKey, int limit) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("Kvorum reads single keys: it has no scans from a key on"));
    }

    /** In the strong bucket {@link KvorumRegisters#BUCKET}, which is created if it is not there. */
    @Override
    public Optional<Registers> registers() {
        return Optional.of(registers(KvorumRegisters.BUCKET));
    }

    /**
     * Those of a strong bucket, which is created if it is not there. Blocks.
     *
     * @throws IllegalStateException if there is a bucket of this name that is not strong
     */
    public Registers registers(String strongBucket) {
        return KvorumRegisters.open(client, strongBucket, this::outcome);
    }

    @Override
    public String outcome(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof KvorumException known
                ? known.getClass().getSimpleName() + "/" + known.outcome()
                : cause.getClass().getSimpleName();
    }

    /** Writes that had to read their key first: the first of each key, and after concurrent writes. */
    public long readsForContext() {
        return readsForContext.sum();
    }

    @Override
    public void close() {
        client.close();
    }
}
