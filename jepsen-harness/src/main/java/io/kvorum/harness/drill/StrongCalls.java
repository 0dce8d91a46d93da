package io.kvorum.harness.drill;

import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.StrongBucket;
import io.kvorum.client.Updated;
import io.kvorum.client.Versioned;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Does what was invoked, and says how it ended: no more than the client was told. */
final class StrongCalls {
    private StrongCalls() {}

    static Ended call(StrongBucket<String, String> bucket, Invocation invocation, LongSupplier clock) {
        try {
            if (!invocation.action().isWrite()) {
                Optional<Versioned<String>> found = bucket.get(invocation.key());
                return Ended.definite(invocation.applied(clock.getAsLong(), present(found)));
            }
            Updated updated = update(bucket, invocation);
            Operation applied = invocation.applied(clock.getAsLong(), new Answer.Made(updated.version()));
            return Ended.definite(Ended.named(applied, updated.writeId()));
        } catch (RuntimeException e) {
            return failed(invocation, e, clock.getAsLong());
        }
    }

    private static Updated update(StrongBucket<String, String> bucket, Invocation invocation) {
        String key = invocation.key();
        Request request = invocation.request();
        return switch (invocation.action()) {
            case PUT -> bucket.put(key, request.given());
            case PUT_IF_ABSENT -> bucket.putIfAbsent(key, request.given());
            case PUT_IF_VERSION ->
                bucket.putIfVersion(key, request.given(), request.ifVersion().orElseThrow());
            case DELETE -> bucket.delete(key);
            case DELETE_IF_VERSION ->
                bucket.deleteIfVersion(key, request.ifVersion().orElseThrow());
            case CAS -> bucket.compareAndSet(key, request.expected().orElseThrow(), request.given());
            case GET, ADD, REMOVE, CONTAINS, INCREMENT ->
                throw new IllegalArgumentException(invocation.action() + " is no update of a strong bucket");
        };
    }

    private static Answer present(Optional<Versioned<String>> found) {
        return found.map(value -> Answer.present(value.value(), value.version()))
                .orElse(Answer.absent());
    }

    /** How an operation ended that has thrown something. */
    static Ended failed(Invocation invocation, RuntimeException thrown, long nowNanos) {
        if (thrown instanceof PreconditionFailed conflict && invocation.action().isConditional()) {
            return Ended.definite(invocation.conflict(nowNanos, current(invocation.key(), conflict)));
        }
        return Ended.failed(invocation, thrown, nowNanos);
    }

    /** What the key was instead, if it is known. */
    private static Answer current(String key, PreconditionFailed conflict) {
        Bytes bytes = Bytes.ofUtf8(key);
        for (PreconditionFailed.Current current : conflict.current()) {
            if (current.key().equals(bytes)) {
                if (current.version() == 0) {
                    return Answer.absent();
                }
                if (current.value().isPresent()) {
                    return new Answer.Present(current.value().map(Bytes::toUtf8), OptionalLong.of(current.version()));
                }
            }
        }
        return Answer.NONE;
    }
}
