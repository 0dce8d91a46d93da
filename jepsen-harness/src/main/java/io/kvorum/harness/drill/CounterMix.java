package io.kvorum.harness.drill;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What one client does with counters, drawn from a seed: increments, and a read now and then. Every second key is only incremented, so that
 * reads of it must not go back; the others go up and down. For one thread.
 */
final class CounterMix {
    private static final int READ_PERCENT = 15;
    private static final int DOWN_PERCENT = 40;
    private static final int MOST = 9;

    private final int process;
    private final List<String> keys;
    private final SplittableRandom random;

    CounterMix(int process, List<String> keys, long seed) {
        this.process = process;
        this.keys = List.copyOf(keys);
        this.random = new SplittableRandom(seed * 1_000_003 + process);
    }

    Invocation next(long nowNanos) {
        int number = random.nextInt(keys.size());
        String key = keys.get(number);
        if (random.nextInt(100) < READ_PERCENT) {
            return Operation.start(process, Action.GET, key, Request.NONE, nowNanos);
        }
        long delta = 1L + random.nextInt(MOST);
        boolean down = number % 2 == 1 && random.nextInt(100) < DOWN_PERCENT;
        return Operation.start(process, Action.INCREMENT, key, Request.delta(down ? -delta : delta), nowNanos);
    }
}
