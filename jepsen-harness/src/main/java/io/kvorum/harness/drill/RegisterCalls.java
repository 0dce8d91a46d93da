package io.kvorum.harness.drill;

import io.kvorum.client.Bucket;
import io.kvorum.client.Context;
import io.kvorum.client.Deleted;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Siblings;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.Written;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Does to an eventual bucket what was invoked, and says how it ended: no more than the client was told. */
final class RegisterCalls {
    private RegisterCalls() {}

    /**
     * @param seen what the answer showed; empty if there was none
     * @param dot of an acknowledged put
     */
    record Told(Ended ended, Optional<RegisterMix.Seen> seen, Optional<Dot> dot) {}

    static Told call(Bucket<String, String> bucket, RegisterMix.Step step, LongSupplier clock) {
        Invocation invocation = step.invocation();
        String key = invocation.key();
        try {
            return switch (invocation.action()) {
                case GET -> {
                    Siblings<String> found = bucket.siblings(key);
                    yield told(read(invocation, found, clock), found.values(), found.context(), Optional.empty());
                }
                case PUT -> {
                    String value = invocation.request().given();
                    Written written = bucket.put(key, value, WriteOptions.DEFAULT.context(step.context()));
                    Ended ended = Ended.definite(Ended.named(invocation.applied(clock.getAsLong()), written.writeId()));
                    yield told(ended, List.of(value), written.context(), Optional.of(written.dot()));
                }
                case DELETE -> {
                    Deleted deleted = bucket.delete(key, WriteOptions.DEFAULT.context(step.context()));
                    Ended ended = Ended.definite(invocation.applied(clock.getAsLong()));
                    yield told(ended, List.of(), deleted.context(), Optional.empty());
                }
                default -> throw new IllegalArgumentException(invocation.action() + " is not done to registers");
            };
        } catch (RuntimeException e) {
            return new Told(Ended.failed(invocation, e, clock.getAsLong()), Optional.empty(), Optional.empty());
        }
    }

    private static Told told(Ended ended, List<String> values, Context context, Optional<Dot> dot) {
        return new Told(ended, Optional.of(new RegisterMix.Seen(values, context)), dot);
    }

    private static Ended read(Invocation invocation, Siblings<String> found, LongSupplier clock) {
        return Ended.definite(invocation.applied(clock.getAsLong(), new Answer.Siblings(found.values())));
    }

    /** A read that only this node may answer: an answer of another one counts as none. */
    static Ended readAt(
            int node, Bucket<String, String> bucket, Invocation invocation, ReadOptions options, LongSupplier clock) {
        try {
            Siblings<String> found = bucket.siblings(invocation.key(), options);
            if (!found.receipt().primaries().equals(List.of(node))) {
                return new Ended(
                        invocation.notApplied(clock.getAsLong()),
                        "answered by " + found.receipt().primaries(),
                        false);
            }
            return read(invocation, found, clock);
        } catch (RuntimeException e) {
            return Ended.failed(invocation, e, clock.getAsLong());
        }
    }
}
