package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who still needs a state, and who can still make it: how many definite operations that are not linearized yet demand each mark,
 * and how many operations could make it. A state that is needed and that nobody can make again must not be left.
 */
final class Marks<S> {
    static final int NO_MARK = -1;

    private final Model<S> model;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int[] demandOf;
    private final int[] madeBy;
    private final int[] madeByUnknown;
    private final int[] demands;
    private final int[] makers;

    Marks(Model<S> model, List<Operation> definite, List<Operation> unknown) {
        this.model = model;
        demandOf = numbers(definite, operation -> model.demands(operation));
        madeBy = numbers(definite, operation -> model.makes(operation));
        madeByUnknown = numbers(unknown, operation -> model.makes(operation));
        demands = new int[numbers.size()];
        makers = new int[numbers.size()];
        count(demands, demandOf);
        count(makers, madeBy);
        count(makers, madeByUnknown);
    }

    private int[] numbers(List<Operation> operations, Function<Operation, @Nullable String> marking) {
        int[] found = new int[operations.size()];
        for (int i = 0; i < found.length; i++) {
            @Nullable String mark = marking.apply(operations.get(i));
            found[i] = mark == null ? NO_MARK : numbers.computeIfAbsent(mark, unseen -> numbers.size());
        }
        return found;
    }

    private static void count(int[] counts, int[] marks) {
        for (int mark : marks) {
            add(counts, mark, 1);
        }
    }

    private static void add(int[] counts, int mark, int amount) {
        if (mark != NO_MARK) {
            counts[mark] += amount;
        }
    }

    void took(int definite, int sign) {
        add(demands, demandOf[definite], -sign);
        add(makers, madeBy[definite], -sign);
    }

    void tookUnknown(int unknown, int sign) {
        add(makers, madeByUnknown[unknown], -sign);
    }

    /** The mark of a state. */
    int of(S state) {
        @Nullable String mark = model.bears(state);
        return mark == null ? NO_MARK : numbers.getOrDefault(mark, NO_MARK);
    }

    /** Whether leaving a state with this mark leaves somebody without it for good. */
    boolean isIndispensable(int mark) {
        return mark != NO_MARK && demands[mark] > 0 && makers[mark] == 0;
    }

    boolean isDemanded(int mark) {
        return mark != NO_MARK && demands[mark] > 0;
    }

    boolean isWriteThatNobodySees(int definite) {
        return madeBy[definite] != NO_MARK && !isDemanded(madeBy[definite]);
    }

    boolean isUnknownThatNobodySees(int unknown) {
        return madeByUnknown[unknown] != NO_MARK && !isDemanded(madeByUnknown[unknown]);
    }
}
