package io.kvorum.bench.store;

import io.kvorum.client.KvorumClient;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.StrongBucket;
import io.kvorum.client.Updated;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.crdt.codec.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keys of a strong bucket of Kvorum. */
public final class KvorumRegisters implements Registers {
    /** Where the keys are unless another bucket is named. */
    public static final String BUCKET = "bench-strong";

    private final StrongBucket<Bytes, Bytes> bucket;
    private final Function<Throwable, String> outcomes;

    private KvorumRegisters(StrongBucket<Bytes, Bytes> bucket, Function<Throwable, String> outcomes) {
        this.bucket = bucket;
        this.outcomes = outcomes;
    }

    /** Creates the bucket if it is not there. */
    static KvorumRegisters open(KvorumClient client, String name, Function<Throwable, String> outcomes) {
        Optional<ClusterTopology.BucketInfo> present = client.admin().topology().bucket(name);
        if (present.isEmpty()) {
            client.admin().createBucket(name, Map.of("kind", "strong"));
        } else if (!present.get().isStrong()) {
            throw new IllegalStateException("bucket " + name + " is not of kind strong: its keys have no versions");
        }
        return new KvorumRegisters(client.strong(name), outcomes);
    }

    @Override
    public CompletableFuture<Found> read(byte[] key) {
        return bucket.getAsync(Bytes.of(key))
                .thenApply(found -> found.map(versioned ->
                                new Found(Optional.of(versioned.value().array()), versioned.version()))
                        .orElse(Found.NOTHING))
                .toCompletableFuture();
    }

    @Override
    public CompletableFuture<Boolean> writeIf(byte[] key, long version, byte[] value) {
        CompletionStage<Updated> update = version == ABSENT
                ? bucket.putIfAbsentAsync(Bytes.of(key), Bytes.of(value))
                : bucket.putIfVersionAsync(Bytes.of(key), Bytes.of(value), version);
        return update.handle(KvorumRegisters::applied).toCompletableFuture();
    }

    private static boolean applied(@Nullable Updated updated, @Nullable Throwable failure) {
        if (failure == null) {
            return true;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof PreconditionFailed) {
            return false;
        }
        throw new CompletionException(cause);
    }

    @Override
    public String outcome(Throwable failure) {
        return outcomes.apply(failure);
    }
}
