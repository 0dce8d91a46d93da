package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A register that is read and overwritten: get, put, delete. Versions are ignored. The empty state is an absent key. */
public final class RegisterModel implements Model<Optional<String>> {

    @Override
    public Optional<String> misfit(Operation operation) {
        Action action = operation.action();
        if (action != Action.GET && action != Action.PUT && action != Action.DELETE) {
            return Optional.of(
                    "'" + action + "' is not an operation of a register; the model cas has conditional writes");
        }
        boolean answered = action == Action.GET && operation.outcome() == Outcome.APPLIED;
        return answered && !(operation.answer() instanceof Answer.Present)
                ? Optional.of("a get of a register shows a 'value'")
                : Optional.empty();
    }

    @Override
    public Optional<String> initial() {
        return Optional.empty();
    }

    /** Null says that it cannot happen; an empty state is an absent key. */
    @Override
    @SuppressWarnings("NullableOptional")
    public @Nullable Optional<String> step(Optional<String> state, Operation operation) {
        if (operation.action() == Action.GET) {
            return seen(operation).equals(state) ? state : null;
        }
        return operation.request().value();
    }

    private static Optional<String> seen(Operation operation) {
        return operation.answer() instanceof Answer.Present present ? present.value() : Optional.empty();
    }

    @Override
    public @Nullable String demands(Operation operation) {
        return operation.action() == Action.GET ? bears(seen(operation)) : null;
    }

    @Override
    public @Nullable String makes(Operation operation) {
        return operation.action() == Action.GET
                ? null
                : bears(operation.request().value());
    }

    @Override
    public String bears(Optional<String> state) {
        return state.map(value -> "=" + value).orElse("absent");
    }

    @Override
    public boolean hasOnlyBlindWrites() {
        return true;
    }

    @Override
    public Set<String> needs(Operation operation) {
        return operation.action() == Action.GET ? Set.of(bears(seen(operation))) : Set.of();
    }

    @Override
    public Set<String> gives(Operation operation) {
        return operation.action() == Action.GET
                ? Set.of()
                : Set.of(bears(operation.request().value()));
    }

    @Override
    public String describe(Optional<String> state) {
        return state.orElse("absent");
    }
}
