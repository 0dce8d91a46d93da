package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A counter: increment by any amount, and get. It begins at 0. */
public final class CounterModel implements Model<Long> {
    private final boolean onlyGrows;

    /** @param onlyGrows whether no increment of the history is below 0 */
    private CounterModel(boolean onlyGrows) {
        this.onlyGrows = onlyGrows;
    }

    public static CounterModel of(List<Operation> history) {
        return new CounterModel(
                history.stream().allMatch(operation -> operation.request().delta() >= 0));
    }

    @Override
    public Optional<String> misfit(Operation operation) {
        Action action = operation.action();
        if (action != Action.GET && action != Action.INCREMENT) {
            return Optional.of("'" + action + "' is not an operation of a counter");
        }
        boolean answered = action == Action.GET && operation.outcome() == Outcome.APPLIED;
        return answered && !(operation.answer() instanceof Answer.Total)
                ? Optional.of("a get of a counter shows a 'number'")
                : Optional.empty();
    }

    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public @Nullable Long step(Long state, Operation operation) {
        if (operation.action() == Action.INCREMENT) {
            return state + operation.request().delta();
        }
        return operation.answer() instanceof Answer.Total number && number.value() == state ? state : null;
    }

    @Override
    public boolean isReachable(Long state, Operation operation) {
        return !onlyGrows || !(operation.answer() instanceof Answer.Total number) || state <= number.value();
    }

    @Override
    public Set<String> needs(Operation operation) {
        return operation.action() == Action.GET ? Set.of("increments") : Set.of();
    }

    @Override
    public Set<String> gives(Operation operation) {
        return operation.action() == Action.INCREMENT ? Set.of("increments") : Set.of();
    }

    @Override
    public String describe(Long state) {
        return Long.toString(state);
    }
}
