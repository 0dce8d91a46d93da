package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a history is not linearizable: a small part of it that is not either.
 *
 * @param operations the part, by start
 * @param failing the operation whose answer no order explains
 * @param order an order of what was answered before that, with open operations that must have taken effect
 * @param states in which the object can be when the failing answer comes, if it had not been given
 */
public record Offence(List<Operation> operations, Operation failing, List<Step> order, List<PossibleState> states) {
    private static final int MOST_STATES = 12;

    /**
     * @param operation with an unknown outcome if its answer was still to come
     * @param stateAfter in words
     */
    public record Step(Operation operation, String stateAfter) {
        @Override
        public String toString() {
            return (operation.isOpen() ? Wording.request(operation) : Wording.of(operation)) + " (now " + stateAfter
                    + ")";
        }
    }

    /**
     * @param state in words
     * @param condition which open operations must have taken effect for it, in words; empty if none must
     */
    public record PossibleState(String state, String condition) {
        @Override
        public String toString() {
            return condition.isEmpty() ? state : state + " (if " + condition + " took effect)";
        }
    }

    /** @param operations of one object; not linearizable */
    public static Offence of(ObjectKind kind, List<Operation> operations, Limits limits) {
        return of(kind.model(operations), operations, limits);
    }

    private static <S> Offence of(Model<S> model, List<Operation> operations, Limits limits) {
        List<Operation> small = SubHistory.smallest(model, operations, limits);
        long[] ends = Prefix.ends(small);
        int first = 0;
        while (first < ends.length - 1 && isFine(model, Prefix.until(small, ends[first]), limits)) {
            first++;
        }
        long failure = ends[first];
        Operation failing = small.stream()
                .filter(operation -> operation.isDefinite() && operation.endNanos() == failure)
                .max(Comparator.comparing(operation -> !operation.action().isWrite()))
                .orElseThrow();
        List<Operation> before = Prefix.until(small, failure - 1);
        Search<S> search = Search.forOrder(model, before, limits);
        boolean found = search.run() == Search.End.FOUND;
        return new Offence(
                small, failing, steps(model, found ? search.order() : List.of()), states(model, before, limits));
    }

    private static <S> boolean isFine(Model<S> model, List<Operation> operations, Limits limits) {
        return Search.forOrder(model, operations, limits).run() == Search.End.FOUND;
    }

    /** The states after what was answered, and those that one more open operation makes of them. */
    private static <S> List<PossibleState> states(Model<S> model, List<Operation> before, Limits limits) {
        Search<S> search = Search.forStates(model, before, limits);
        search.run();
        Map<S, String> found = new LinkedHashMap<>();
        search.states().keySet().forEach(state -> found.put(state, ""));
        search.states().forEach((state, open) -> {
            for (Operation operation : open) {
                S after = model.step(state, operation);
                if (after != null && found.size() < MOST_STATES) {
                    found.putIfAbsent(after, Wording.request(operation) + " by process " + operation.process());
                }
            }
        });
        List<PossibleState> all = new ArrayList<>();
        found.forEach((state, condition) -> all.add(new PossibleState(model.describe(state), condition)));
        return all;
    }

    /** The order, with the state after each step. */
    private static <S> List<Step> steps(Model<S> model, List<Operation> order) {
        List<Step> steps = new ArrayList<>();
        S state = model.initial();
        for (Operation operation : order) {
            S after = model.step(state, operation);
            if (after == null) {
                throw new AssertionError("an order that was found breaks the rules at " + operation);
            }
            state = after;
            steps.add(new Step(operation, model.describe(state)));
        }
        return steps;
    }
}
