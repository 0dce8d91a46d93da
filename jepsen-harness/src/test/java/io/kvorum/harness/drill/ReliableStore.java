package io.kvorum.harness.drill;

import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import java.util.Optional;
import java.util.TreeMap;

/** What a strong bucket promises, in memory: keys with versions; each operation takes effect at once. */
final class ReliableStore {
    private record Value(String text, long version) {}

    private final TreeMap<String, Value> values = new TreeMap<>();
    private long versions;
    private boolean losesAWrite;

    /** The next write is acknowledged, and nothing is changed: not reliable any more. */
    void loseOneWrite() {
        losesAWrite = true;
    }

    /** @param endNanos of the operation as its client sees it */
    Operation run(Invocation asked, long endNanos) {
        Optional<Value> now = Optional.ofNullable(values.get(asked.key()));
        Answer present =
                now.map(value -> Answer.present(value.text(), value.version())).orElse(Answer.absent());
        boolean holds = switch (asked.action()) {
            case PUT_IF_ABSENT -> now.isEmpty();
            case PUT_IF_VERSION, DELETE_IF_VERSION ->
                now.isPresent()
                        && now.get().version() == asked.request().ifVersion().orElseThrow();
            case CAS -> now.map(Value::text).equals(asked.request().expected());
            default -> true;
        };
        if (!asked.action().isWrite()) {
            return asked.applied(endNanos, present);
        }
        if (!holds) {
            return asked.conflict(endNanos, present);
        }
        long version = ++versions;
        if (losesAWrite) {
            losesAWrite = false;
        } else if (asked.request().value().isPresent()) {
            values.put(asked.key(), new Value(asked.request().given(), version));
        } else {
            values.remove(asked.key());
        }
        return asked.applied(endNanos, new Answer.Made(version));
    }
}
