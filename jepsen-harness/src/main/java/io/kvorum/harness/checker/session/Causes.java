package io.kvorum.harness.checker.session;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.MalformedHistory;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes of one key that may have taken effect, and which of them each replaced: those that its context covered, and what these
 * had replaced. A delete is a write that no answer shows.
 */
final class Causes {
    static final int NOBODY = -1;

    private final List<Operation> writes = new ArrayList<>();
    private final Map<String, Integer> byValue = new HashMap<>();
    private final Map<Operation, Integer> numbers = new HashMap<>();
    private final Map<String, Operation> withoutEffect = new HashMap<>();
    private final int[][] replaces;
    /** Above that of all that it replaces. */
    private final int[] depth;
    /** When the first delete began that replaced it, directly or not. */
    private final long[] removalStart;

    Causes(List<Operation> ofOneKey) {
        for (Operation operation : ofOneKey) {
            boolean write = operation.action() == Action.PUT || operation.action() == Action.DELETE;
            if (write && operation.outcome() == Outcome.NOT_APPLIED) {
                operation.request().value().ifPresent(value -> withoutEffect.put(value, operation));
            } else if (write) {
                add(operation);
            }
        }
        replaces = new int[writes.size()][];
        for (int i = 0; i < replaces.length; i++) {
            replaces[i] = replaced(writes.get(i));
        }
        depth = new int[replaces.length];
        removalStart = new long[replaces.length];
        Arrays.fill(removalStart, Operation.NEVER);
        for (int write : fromTheFirst()) {
            for (int older : replaces[write]) {
                depth[write] = Math.max(depth[write], depth[older] + 1);
            }
        }
        for (int write = 0; write < replaces.length; write++) {
            if (isDelete(write)) {
                noteRemoval(write);
            }
        }
    }

    private void add(Operation write) {
        int number = writes.size();
        writes.add(write);
        numbers.put(write, number);
        write.request().value().ifPresent(value -> {
            if (byValue.put(value, number) != null) {
                throw new MalformedHistory(
                        write.origin().line(),
                        "'" + value + "' is written to key " + write.key()
                                + " for the second time; sessions are judged by values that are unique for each key");
            }
        });
    }

    private int[] replaced(Operation write) {
        return write.request().after().stream()
                .filter(value -> !withoutEffect.containsKey(value))
                .mapToInt(value -> {
                    int number = byValue.getOrDefault(value, NOBODY);
                    if (number == NOBODY) {
                        throw new MalformedHistory(
                                write.origin().line(), "'after' names '" + value + "', which nobody wrote to this key");
                    }
                    return number;
                })
                .toArray();
    }

    /** All writes, each after those that it replaces. */
    private int[] fromTheFirst() {
        int[] missing = new int[replaces.length];
        List<List<Integer>> replacedBy = new ArrayList<>();
        for (int i = 0; i < replaces.length; i++) {
            replacedBy.add(new ArrayList<>());
        }
        Deque<Integer> ready = new ArrayDeque<>();
        for (int write = 0; write < replaces.length; write++) {
            missing[write] = replaces[write].length;
            for (int older : replaces[write]) {
                replacedBy.get(older).add(write);
            }
            if (missing[write] == 0) {
                ready.add(write);
            }
        }
        int[] order = new int[replaces.length];
        int count = 0;
        while (!ready.isEmpty()) {
            int write = ready.remove();
            order[count++] = write;
            for (int newer : replacedBy.get(write)) {
                if (--missing[newer] == 0) {
                    ready.add(newer);
                }
            }
        }
        if (count < order.length) {
            for (int write = 0; write < order.length; write++) {
                if (missing[write] > 0) {
                    throw new MalformedHistory(
                            writes.get(write).origin().line(), "'after' goes in a circle: this write replaces itself");
                }
            }
        }
        return order;
    }

    private void noteRemoval(int delete) {
        long start = writes.get(delete).startNanos();
        Deque<Integer> next = new ArrayDeque<>(List.of(delete));
        while (!next.isEmpty()) {
            for (int older : replaces[next.remove()]) {
                if (start < removalStart[older]) {
                    removalStart[older] = start;
                    next.add(older);
                }
            }
        }
    }

    int numberOf(Operation write) {
        return numbers.getOrDefault(write, NOBODY);
    }

    /** The write of a value; {@link #NOBODY} if there is none that can have taken effect. */
    int writerOf(String value) {
        return byValue.getOrDefault(value, NOBODY);
    }

    /** The write of the value that had no effect, if there is one. */
    boolean isWithoutEffect(String value) {
        return withoutEffect.containsKey(value);
    }

    Operation write(int number) {
        return writes.get(number);
    }

    boolean isDelete(int write) {
        return writes.get(write).action() == Action.DELETE;
    }

    /** Whether the newer one replaced the older one, directly or not. */
    boolean replaced(int newer, int older) {
        if (depth[older] >= depth[newer]) {
            return false;
        }
        BitSet seen = new BitSet();
        Deque<Integer> next = new ArrayDeque<>(List.of(newer));
        while (!next.isEmpty()) {
            for (int one : replaces[next.remove()]) {
                if (one == older) {
                    return true;
                }
                if (depth[one] > depth[older] && !seen.get(one)) {
                    seen.set(one);
                    next.add(one);
                }
            }
        }
        return false;
    }

    /** Whether an answer that came at this time may do without the write: it shows what replaced it, or a delete may have. */
    boolean isAccountedFor(int write, List<Integer> shown, long endNanos) {
        return removalStart[write] <= endNanos || shown.stream().anyMatch(one -> one == write || replaced(one, write));
    }
}
