package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import io.kvorum.harness.checker.history.Request;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A register with conditional writes and versions that only grow, also over delete and recreation. Versions may be missing
 * from answers; those that are told must fit. A delete needs a version above the last one only if it tells its own.
 */
public final class CasModel implements Model<Versioned> {
    private static final String ABSENT = "absent";
    /** Given by each write. */
    private static final String ANY = "any";
    /** Given by each write whose version nobody was told. */
    private static final String SOME_VERSION = "v?";

    @Override
    public Optional<String> misfit(Operation operation) {
        Action action = operation.action();
        if (action == Action.ADD
                || action == Action.REMOVE
                || action == Action.CONTAINS
                || action == Action.INCREMENT) {
            return Optional.of("'" + action + "' is not an operation of a register");
        }
        boolean answered = action == Action.GET && operation.outcome() == Outcome.APPLIED;
        return answered && !(operation.answer() instanceof Answer.Present)
                ? Optional.of("a get of a register shows a 'value'")
                : Optional.empty();
    }

    @Override
    public Versioned initial() {
        return Versioned.NOTHING;
    }

    @Override
    public @Nullable Versioned step(Versioned state, Operation operation) {
        if (operation.outcome() == Outcome.CONFLICT) {
            return conflict(state, operation);
        }
        Request request = operation.request();
        OptionalLong made = made(operation);
        return switch (operation.action()) {
            case GET -> seen(state, operation);
            case PUT -> state.written(request.given(), made);
            case DELETE -> state.deleted(made);
            case PUT_IF_ABSENT -> state.isAbsent() ? state.written(request.given(), made) : null;
            case CAS -> state.value().equals(request.expected()) ? state.written(request.given(), made) : null;
            case PUT_IF_VERSION -> {
                @Nullable Versioned settled = state.at(request.ifVersion().orElseThrow());
                yield settled == null ? null : settled.written(request.given(), made);
            }
            case DELETE_IF_VERSION -> {
                @Nullable Versioned settled = state.at(request.ifVersion().orElseThrow());
                yield settled == null ? null : settled.deleted(made);
            }
            case ADD, REMOVE, CONTAINS, INCREMENT -> null;
        };
    }

    /** A failed condition is a read that shows that it did not hold. */
    private static @Nullable Versioned conflict(Versioned state, Operation operation) {
        @Nullable Versioned now = seen(state, operation);
        if (now == null) {
            return null;
        }
        return switch (operation.action()) {
            case PUT_IF_ABSENT -> now.isAbsent() ? null : now;
            case CAS -> now.value().equals(operation.request().expected()) ? null : now;
            default -> now.notAt(operation.request().ifVersion().orElseThrow());
        };
    }

    private static @Nullable Versioned seen(Versioned state, Operation operation) {
        return operation.answer() instanceof Answer.Present present
                ? state.showing(present.value(), present.version())
                : state;
    }

    private static OptionalLong made(Operation operation) {
        return operation.answer() instanceof Answer.Made made ? OptionalLong.of(made.version()) : OptionalLong.empty();
    }

    /** Versions only grow: an operation that tells one must not come after a higher one. */
    @Override
    public boolean isReachable(Versioned state, Operation operation) {
        if (operation.answer() instanceof Answer.Made made && made.version() <= state.version()) {
            return false;
        }
        OptionalLong replaced =
                operation.outcome() == Outcome.APPLIED ? operation.request().ifVersion() : OptionalLong.empty();
        OptionalLong shown = operation.answer() instanceof Answer.Present present ? present.version() : replaced;
        return shown.isEmpty()
                || (state.isAbsent() ? state.version() < shown.getAsLong() : state.version() <= shown.getAsLong());
    }

    @Override
    public boolean covers(Versioned state, Versioned other) {
        return state.covers(other);
    }

    @Override
    public Object likeness(Versioned state) {
        return state.value();
    }

    @Override
    public @Nullable String demands(Operation operation) {
        if (operation.answer() instanceof Answer.Present present) {
            return mark(present.value());
        }
        if (operation.outcome() == Outcome.CONFLICT) {
            return null;
        }
        return switch (operation.action()) {
            case PUT_IF_ABSENT -> ABSENT;
            case CAS -> mark(operation.request().expected());
            default -> null;
        };
    }

    @Override
    public @Nullable String makes(Operation operation) {
        return operation.action().isWrite() && operation.outcome() != Outcome.CONFLICT
                ? mark(operation.request().value())
                : null;
    }

    @Override
    public String bears(Versioned state) {
        return mark(state.value());
    }

    private static String mark(Optional<String> value) {
        return value.map(text -> "=" + text).orElse(ABSENT);
    }

    @Override
    public Set<String> needs(Operation operation) {
        Set<String> needs = new TreeSet<>();
        @Nullable String value = demands(operation);
        if (value != null) {
            needs.add(value);
        }
        boolean tellsWhy = operation.answer() instanceof Answer.Present present
                && (present.version().isPresent()
                        || operation.request().ifVersion().isEmpty()
                        || present.value().isEmpty());
        if (operation.outcome() == Outcome.CONFLICT) {
            if (!tellsWhy) {
                needs.add(ANY);
            }
        } else if (operation.request().ifVersion().isPresent()) {
            needs.add("v" + operation.request().ifVersion().getAsLong());
        }
        return needs;
    }

    /** One that was told of a conflict gives its value, too: if that was read, both belong to the story. */
    @Override
    public Set<String> gives(Operation operation) {
        if (!operation.action().isWrite()) {
            return Set.of();
        }
        String value = mark(operation.request().value());
        if (operation.outcome() == Outcome.CONFLICT) {
            return Set.of(value);
        }
        OptionalLong made = made(operation);
        return Set.of(value, ANY, made.isPresent() ? "v" + made.getAsLong() : SOME_VERSION);
    }

    @Override
    public @Nullable String otherwiseNeeds(String name) {
        return name.startsWith("v") ? SOME_VERSION : null;
    }

    @Override
    public String describe(Versioned state) {
        return state.words();
    }
}
