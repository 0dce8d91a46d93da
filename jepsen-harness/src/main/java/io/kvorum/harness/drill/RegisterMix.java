package io.kvorum.harness.drill;

import io.kvorum.client.Context;
import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one client does with eventual keys, drawn from a seed: reads, writes and deletes by the context of what it saw last of the
 * key, which may be old by then, and blind writes. It often stays with a key. Each value is written once in a whole history: it
 * names its write. For one thread.
 */
final class RegisterMix {
    private static final int SAME_KEY_PERCENT = 50;

    /** What an answer has shown of a key, and the token to write with. */
    record Seen(List<String> values, Context context) {
        /** Of a blind write. */
        static final Seen NOTHING = new Seen(List.of(), Context.NONE);

        Seen {
            values = List.copyOf(values);
        }
    }

    /** @param context that goes with it; its values are the request's {@code after} */
    record Step(Invocation invocation, Context context) {}

    private final int process;
    private final List<String> keys;
    private final SplittableRandom random;
    private final TreeMap<String, Seen> seen = new TreeMap<>();

    private String key;
    private long writes;

    RegisterMix(int process, List<String> keys, long seed) {
        this.process = process;
        this.keys = List.copyOf(keys);
        this.random = new SplittableRandom(seed * 1_000_003 + process);
        this.key = anyKey();
    }

    private String anyKey() {
        return keys.get(random.nextInt(keys.size()));
    }

    Step next(long nowNanos) {
        if (random.nextInt(100) >= SAME_KEY_PERCENT) {
            key = anyKey();
        }
        int dice = random.nextInt(100);
        @Nullable Seen last = seen.get(key);
        if (dice < 6) {
            return put(Seen.NOTHING, nowNanos);
        }
        if (dice < 45 || last == null) {
            return step(Action.GET, Request.NONE, Context.NONE, nowNanos);
        }
        if (dice < 82 || last.values().isEmpty()) {
            return put(last, nowNanos);
        }
        return step(Action.DELETE, Request.valueAfter(Optional.empty(), last.values()), last.context(), nowNanos);
    }

    private Step put(Seen replaced, long nowNanos) {
        Request request = Request.valueAfter(Optional.of(process + "." + ++writes), replaced.values());
        return step(Action.PUT, request, replaced.context(), nowNanos);
    }

    private Step step(Action action, Request request, Context context, long nowNanos) {
        return new Step(Operation.start(process, action, key, request, nowNanos), context);
    }

    /** @param now what the answer to this operation has shown; empty if there was none */
    void learn(Operation ended, Optional<Seen> now) {
        now.ifPresentOrElse(shown -> seen.put(ended.key(), shown), () -> seen.remove(ended.key()));
    }
}
