package io.kvorum.harness.drill;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one client does, drawn from a seed: reads, writes, and conditional writes, mostly on what the client saw last of the key.
 * It often stays with a key, so that some of its conditions hold. Each value is written once in a whole history: it names its
 * write. For one thread.
 */
final class CasMix {
    private static final int SAME_KEY_PERCENT = 60;

    private final int process;
    private final List<String> keys;
    private final SplittableRandom random;
    /** The last that is known of a key; not there if nothing is. */
    private final TreeMap<String, Answer.Present> seen = new TreeMap<>();

    private String key;
    private long writes;

    CasMix(int process, List<String> keys, long seed) {
        this.process = process;
        this.keys = List.copyOf(keys);
        this.random = new SplittableRandom(seed * 1_000_003 + process);
        this.key = anyKey();
    }

    private String anyKey() {
        return keys.get(random.nextInt(keys.size()));
    }

    Invocation next(long nowNanos) {
        if (random.nextInt(100) >= SAME_KEY_PERCENT) {
            key = anyKey();
        }
        Answer.@Nullable Present present = seen.get(key);
        Action action = action(random.nextInt(100), present);
        return Operation.start(process, action, key, request(action, present), nowNanos);
    }

    private static Action action(int dice, Answer.@Nullable Present present) {
        if (dice < 28 || present == null) {
            return Action.GET;
        }
        if (dice < 38) {
            return Action.PUT;
        }
        if (dice < 46 || present.value().isEmpty()) {
            return Action.PUT_IF_ABSENT;
        }
        if (dice < 68) {
            return Action.PUT_IF_VERSION;
        }
        return dice < 90 ? Action.CAS : Action.DELETE_IF_VERSION;
    }

    private Request request(Action action, Answer.@Nullable Present present) {
        long version = present == null ? 0 : present.version().orElse(0);
        return switch (action) {
            case PUT, PUT_IF_ABSENT -> Request.value(fresh());
            case PUT_IF_VERSION -> Request.ifVersion(Optional.of(fresh()), version);
            case DELETE_IF_VERSION -> Request.ifVersion(Optional.empty(), version);
            case CAS -> Request.cas(present == null ? "" : present.value().orElse(""), fresh());
            case GET, DELETE, ADD, REMOVE, CONTAINS, INCREMENT -> Request.NONE;
        };
    }

    private String fresh() {
        return process + "." + ++writes;
    }

    /** Learns from how it ended. */
    void learn(Operation ended) {
        switch (ended.answer()) {
            case Answer.Present present -> seen.put(ended.key(), present);
            case Answer.Made made ->
                seen.put(
                        ended.key(),
                        ended.request()
                                .value()
                                .map(value -> new Answer.Present(Optional.of(value), OptionalLong.of(made.version())))
                                .orElse(new Answer.Present(Optional.empty(), OptionalLong.empty())));
            default -> seen.remove(ended.key());
        }
    }
}
