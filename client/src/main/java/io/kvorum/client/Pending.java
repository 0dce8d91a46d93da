package io.kvorum.client;

import io.kvorum.protocol.client.ErrorCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An operation under way, to be waited for or to be continued. Code of the application (codecs, resolvers, continuations)
 * never runs on the client's event loop: it runs in the waiting thread, or in the executor for callbacks.
 *
 * @param answer completed on the event loop
 * @param result from the answer to what the application gets
 * @param executor for what the application makes depend on it
 */
record Pending<A, R>(CompletableFuture<A> answer, Function<A, R> result, Executor executor) {
    CompletionStage<R> stage() {
        // Not thenApplyAsync: it would run what depends on a failure on the event loop.
        return answer.handleAsync(
                (got, error) -> {
                    if (error == null) {
                        return result.apply(got);
                    }
                    throw error instanceof CompletionException wrapped ? wrapped : new CompletionException(error);
                },
                executor);
    }

    /** @param what for the message if the thread is interrupted */
    R await(String what, boolean writes) {
        try {
            return result.apply(answer.get());
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(what, writes, e);
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof KvorumException failure) {
            // It was made on the event loop; the application wants to know where it was waited for.
            failure.setStackTrace(Thread.currentThread().getStackTrace());
            return failure;
        }
        return new IllegalStateException("a bug in the client", cause);
    }

    private static KvorumException interrupted(String what, boolean writes, InterruptedException cause) {
        FailureDetails details = new FailureDetails(
                ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED,
                writes ? Outcome.UNKNOWN : Outcome.NOT_APPLIED,
                what + ": the thread was interrupted while it waited"
                        + (writes ? "; the change may be in, now or later: read to know" : ""),
                "",
                Receipt.NONE);
        return writes ? new OutcomeUnknown(details, Optional.empty(), cause) : new DeadlineExceeded(details);
    }
}
