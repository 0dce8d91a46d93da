package io.kvorum.client.call;

import io.kvorum.client.KvorumException;
import io.kvorum.client.Outcome;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Siblings;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.Failed;
import io.kvorum.protocol.client.MultiFound;
import io.kvorum.protocol.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Reads many keys: in batches, each sent to a node that holds most of its keys. A key that fails in a batch for a reason that
 * may pass is read again by itself.
 */
public final class MultiRead {
    /** Keys in a request; fewer than any server's limit, so that one slow key holds up few others. */
    static final int BATCH_KEYS = 64;

    /** The answer about one key. */
    public sealed interface Result {
        record Read(Siblings<Bytes> siblings) implements Result {}

        record NotRead(KvorumException failure) implements Result {}
    }

    private final Engine engine;
    private final String bucket;
    private final ReadOptions options;
    private final long deadlineAt;
    private final Map<Bytes, CompletableFuture<Result>> results = new LinkedHashMap<>();

    private MultiRead(Engine engine, String bucket, ReadOptions options, Duration deadline) {
        this.engine = engine;
        this.bucket = bucket;
        this.options = options;
        this.deadlineAt = System.nanoTime() + deadline.toNanos();
    }

    /** @return per key, in the order given; never fails as a whole */
    public static CompletableFuture<Map<Bytes, Result>> start(
            Engine engine, String bucket, List<Bytes> keys, ReadOptions options, Duration deadline) {
        MultiRead read = new MultiRead(engine, bucket, options, deadline);
        keys.forEach(key -> read.results.put(key, new CompletableFuture<>()));
        read.batches(List.copyOf(read.results.keySet())).forEach(read::ask);
        return CompletableFuture.allOf(read.results.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> read.collect());
    }

    private Map<Bytes, Result> collect() {
        Map<Bytes, Result> all = new LinkedHashMap<>();
        results.forEach((key, result) -> all.put(key, result.join()));
        return all;
    }

    private List<List<Bytes>> batches(List<Bytes> keys) {
        RoutingTable table = engine.routing();
        Map<Integer, List<Bytes>> byNode = new LinkedHashMap<>();
        for (Bytes key : keys) {
            int[] replicas = table == null ? new int[0] : table.replicas(bucket, key);
            byNode.computeIfAbsent(replicas.length == 0 ? 0 : replicas[0], node -> new ArrayList<>())
                    .add(key);
        }
        List<List<Bytes>> batches = new ArrayList<>();
        for (List<Bytes> group : byNode.values()) {
            for (int from = 0; from < group.size(); from += BATCH_KEYS) {
                batches.add(group.subList(from, Math.min(group.size(), from + BATCH_KEYS)));
            }
        }
        return batches;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1, deadlineAt - System.nanoTime()));
    }

    private void ask(List<Bytes> keys) {
        CompletableFuture<Response> answer = engine.call(Operations.multiRead(bucket, keys, options, left()));
        always(
                keys,
                answer.thenAccept(
                        response -> answered(keys, response.getMultiFound().getItemsList())));
    }

    /** Each key gets its result, whatever happens. */
    private void always(List<Bytes> keys, CompletableFuture<Void> handled) {
        var unused = handled.exceptionally(error -> {
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            for (Bytes key : keys) {
                if (cause instanceof KvorumException failure) {
                    done(key, new Result.NotRead(failure));
                } else {
                    result(key).completeExceptionally(cause);
                }
            }
            return null;
        });
    }

    private void answered(List<Bytes> keys, List<MultiFound.Item> items) {
        for (int i = 0; i < keys.size(); i++) {
            if (i < items.size() && items.get(i).hasFound()) {
                done(keys.get(i), new Result.Read(Replies.siblings(items.get(i).getFound())));
            } else if (i < items.size() && items.get(i).hasFailed()) {
                failed(keys.get(i), items.get(i).getFailed());
            } else {
                askAgain(keys.get(i));
            }
        }
    }

    private void failed(Bytes key, Failed failed) {
        Problem problem = Failures.of(failed, false);
        if (problem.retry()) {
            askAgain(key);
        } else {
            Operation single = Operations.read(bucket, key, options, left());
            done(
                    key,
                    new Result.NotRead(Failures.exception(
                            single, failed.getRequestId(), problem, Outcome.NOT_APPLIED, Optional.empty(), "")));
        }
    }

    private void askAgain(Bytes key) {
        CompletableFuture<Response> answer = engine.call(Operations.read(bucket, key, options, left()));
        always(
                List.of(key),
                answer.thenAccept(response -> done(key, new Result.Read(Replies.siblings(response.getFound())))));
    }

    private void done(Bytes key, Result result) {
        if (result instanceof Result.Read(Siblings<Bytes> siblings)) {
            options.session().ifPresent(session -> session.saw(bucket, key, siblings.context()));
        }
        result(key).complete(result);
    }

    private CompletableFuture<Result> result(Bytes key) {
        return Objects.requireNonNull(results.get(key));
    }
}
