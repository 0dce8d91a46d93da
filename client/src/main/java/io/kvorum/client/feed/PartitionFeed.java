package io.kvorum.client.feed;

import io.kvorum.client.FailureDetails;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Outcome;
import io.kvorum.client.Receipt;
import io.kvorum.client.Unavailable;
import io.kvorum.client.call.Engine;
import io.kvorum.client.call.Operation;
import io.kvorum.client.call.Replies;
import io.kvorum.client.call.Target;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.FeedPage;
import io.kvorum.protocol.client.ReadFeedRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the pages of one partition, one at a time, from whatever replica can serve them. The next page is asked for when the
 * application has taken the present one. All of it runs on the client's event loop.
 */
final class PartitionFeed {
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final long MIN_PAUSE_MILLIS = 20;
    private static final long MAX_PAUSE_MILLIS = 1_000;
    /** So often a bucket may be unknown in a row: a new one is not known everywhere at once. */
    private static final int MAX_UNKNOWN = 20;

    /** Told on the event loop. */
    interface Listener {
        /**
         * @param began with this page a snapshot begins, if it is one
         * @param restarted the partition began anew, since its position was too old
         */
        void page(PartitionFeed from, FeedPage page, boolean began, boolean restarted);

        void failed(PartitionFeed from, KvorumException failure);
    }

    private final Engine engine;
    private final String bucket;
    private final int partition;
    private final FeedOptions options;
    private final int limit;
    private final Listener listener;
    private final List<Integer> replicas;
    private int next;
    private Bytes position;
    private boolean restarted;
    private final Set<Integer> tooOld = new HashSet<>();
    private long tooOldSinceNanos;
    private @Nullable KvorumException lastTooOld;
    private long behindSinceNanos;
    private int failures;
    private int unknown;
    private volatile boolean closed;
    private volatile @Nullable Future<?> pause;

    PartitionFeed(
            Engine engine,
            String bucket,
            int partition,
            List<Integer> replicas,
            FeedOptions options,
            int limit,
            Listener listener) {
        this.engine = engine;
        this.bucket = bucket;
        this.partition = partition;
        this.replicas = replicas;
        this.options = options;
        this.limit = limit;
        this.listener = listener;
        this.position = options.positions().of(partition).orElse(Bytes.EMPTY);
    }

    int partition() {
        return partition;
    }

    /** From any thread. */
    void askSoon() {
        askAfter(Duration.ZERO);
    }

    private void askAfter(Duration delay) {
        pause = engine.later(this::ask, delay);
        if (engine.isClosed() && !closed) {
            listener.failed(
                    this,
                    new Unavailable(new FailureDetails(
                            ErrorCode.ERROR_CODE_UNAVAILABLE,
                            Outcome.NOT_APPLIED,
                            "follow partition " + partition + " of bucket " + bucket + ": the client is closed",
                            "",
                            Receipt.NONE)));
        }
    }

    void close() {
        closed = true;
        Future<?> waiting = pause;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    private void ask() {
        if (closed) {
            return;
        }
        int replica = replicas.get(Math.floorMod(next, replicas.size()));
        boolean anyway = behindSinceNanos != 0
                && System.nanoTime() - behindSinceNanos >= options.patience().toNanos();
        // What was lost with a replica had perhaps replaced what is there now, and only a snapshot tells of that again.
        boolean anew = restarted || (anyway && options.snapshotIfTooOld());
        Request request = Request.newBuilder()
                .setReadFeed(ReadFeedRequest.newBuilder()
                        .setBucket(bucket)
                        .setPartition(partition)
                        .setPosition(Replies.toWire(position))
                        .setSnapshot(options.snapshot())
                        .setAnew(anew)
                        .setLimit(limit)
                        // The first answer is the position: until it is here nothing is held.
                        .setWaitMillis(position.isEmpty() ? 0 : (int) WAIT.toMillis())
                        .setEvenIfBehind(anyway)
                        .setPrefix(Replies.toWire(options.prefix())))
                .build();
        Operation operation = new Operation(
                () -> "follow partition " + partition + " of bucket " + bucket,
                Operation.Kind.POLL,
                new Target.OfNode(replica),
                clusterMillis -> request,
                Response.ResultCase.FEED_PAGE,
                DEADLINE);
        Future<?> unused = engine.call(operation).whenComplete((response, error) -> {
            if (closed) {
                return;
            }
            if (error == null) {
                took(response.getFeedPage(), anew);
            } else {
                failed(replica, error instanceof CompletionException e && e.getCause() != null ? e.getCause() : error);
            }
        });
    }

    private void took(FeedPage page, boolean anew) {
        tooOld.clear();
        tooOldSinceNanos = 0;
        behindSinceNanos = 0;
        failures = 0;
        unknown = 0;
        boolean began = position.isEmpty() || anew;
        position = Replies.bytes(page.getPosition());
        restarted = false;
        listener.page(this, page, began, anew);
    }

    private void failed(int replica, Throwable error) {
        if (!(error instanceof KvorumException failure)) {
            throw new IllegalStateException("a bug in the client", error);
        }
        if (engine.isClosed()) {
            listener.failed(this, failure);
            return;
        }
        switch (failure.code()) {
            case ERROR_CODE_BEHIND_POSITION -> {
                if (behindSinceNanos == 0) {
                    behindSinceNanos = System.nanoTime();
                }
                elsewhere();
            }
            case ERROR_CODE_POSITION_TOO_OLD -> tooOld(replica, failure);
            case ERROR_CODE_UNKNOWN_BUCKET -> {
                if (++unknown >= MAX_UNKNOWN) {
                    listener.failed(this, failure);
                } else {
                    elsewhere();
                }
            }
            case ERROR_CODE_BAD_POSITION,
                    ERROR_CODE_NO_FEED,
                    ERROR_CODE_BAD_REQUEST,
                    ERROR_CODE_NOT_SUPPORTED,
                    ERROR_CODE_NOT_ALLOWED,
                    ERROR_CODE_WRONG_CLUSTER,
                    ERROR_CODE_INCOMPATIBLE -> listener.failed(this, failure);
            default -> {
                KvorumException refused = lastTooOld;
                if (refused != null && isTooOldWithinReach()) {
                    tooOld(replica, refused);
                } else {
                    elsewhere();
                }
            }
        }
    }

    private void tooOld(int replica, KvorumException failure) {
        if (tooOld.isEmpty()) {
            tooOldSinceNanos = System.nanoTime();
            failures = 0;
        }
        tooOld.add(replica);
        lastTooOld = failure;
        if (!isTooOldWithinReach()) {
            elsewhere();
        } else if (options.snapshotIfTooOld()) {
            tooOld.clear();
            restarted = true;
            elsewhere();
        } else {
            listener.failed(this, failure);
        }
    }

    /** Every replica said so, or those that did not could not be asked for as long as patience lasts. */
    private boolean isTooOldWithinReach() {
        return tooOld.containsAll(replicas)
                || (!tooOld.isEmpty()
                        && failures >= replicas.size()
                        && System.nanoTime() - tooOldSinceNanos
                                >= options.patience().toNanos());
    }

    /** At another replica; after all of them had their chance there is a pause. */
    private void elsewhere() {
        next++;
        failures++;
        long ceiling = failures < replicas.size()
                ? MIN_PAUSE_MILLIS
                : Math.min(MAX_PAUSE_MILLIS, MIN_PAUSE_MILLIS << Math.min(10, failures / replicas.size()));
        long millis = 1 + ThreadLocalRandom.current().nextLong(ceiling);
        askAfter(Duration.ofMillis(millis));
    }
}
