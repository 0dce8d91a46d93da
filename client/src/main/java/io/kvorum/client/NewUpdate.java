package io.kvorum.client;

import io.kvorum.client.call.StrongOperations;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.UpdateRegisterRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * An update of a strong bucket that is issued for the first time. One that has waited too long in a crowd is refused as too old before it
 * has done anything: it is issued anew, under another name, above the horizon that the refusal tells. The first time at once, then with
 * pauses, since the crowd has raised the horizon again meanwhile. Never one that may have been made.
 */
final class NewUpdate {
    private static final int MOST_ISSUES = 100;
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private final KvorumClient client;
    private final String bucket;
    private final Bytes key;
    private final UpdateRegisterRequest update;
    private final long deadlineAt;
    private volatile WriteId writeId = new WriteId(0, 0, 0);

    NewUpdate(KvorumClient client, String bucket, Bytes key, UpdateRegisterRequest update, Duration deadline) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.update = update;
        this.deadlineAt = System.nanoTime() + deadline.toNanos();
    }

    /** That of the last issue. */
    WriteId writeId() {
        return writeId;
    }

    CompletableFuture<Response> send() {
        return issue(1, 0);
    }

    /** @param aboveMillis the issue time is later than this, by cluster time */
    private CompletableFuture<Response> issue(int number, long aboveMillis) {
        UpdateLanes.Lane lane = client.updateLanes().take();
        Duration left = Duration.ofNanos(Math.max(1, deadlineAt - System.nanoTime()));
        return client.engine()
                .call(StrongOperations.update(
                        bucket, key, update, clusterMillis -> name(lane.next(clusterMillis, aboveMillis)), left))
                .whenComplete((response, failure) ->
                        client.updateLanes().giveBack(lane, !(failure instanceof OutcomeUnknown)))
                .exceptionallyCompose(failure -> again(number, failure));
    }

    private WriteId name(WriteId next) {
        writeId = next;
        return next;
    }

    private CompletableFuture<Response> again(int number, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof BadRequest refused)
                || refused.code() != ErrorCode.ERROR_CODE_WRITE_ID_TOO_OLD
                || refused.outcome() != Outcome.NOT_APPLIED
                || number == MOST_ISSUES) {
            return CompletableFuture.failedFuture(failure);
        }
        long horizon = refused.horizon().map(Instant::toEpochMilli).orElse(0L);
        long pauseMillis = number == 1 && horizon > 0
                ? 0
                : 1 + ThreadLocalRandom.current().nextInt(Math.min(number, LONGEST_PAUSE_MILLIS));
        if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis) - deadlineAt >= 0) {
            return CompletableFuture.failedFuture(failure);
        }
        Executor later = pauseMillis == 0
                ? Runnable::run
                : CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS, Runnable::run);
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(paused -> issue(number + 1, horizon));
    }
}
