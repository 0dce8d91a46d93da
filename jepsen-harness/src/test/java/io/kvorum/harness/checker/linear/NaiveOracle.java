package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Tries all orders, all subsets of the open operations, and all numbers that a version which nobody was told may have been. Shares
 * nothing with the checker: no memory, no pruning, and rules of its own in plain steps.
 */
final class NaiveOracle {
    private static final long NO_VERSION = Long.MIN_VALUE;

    private final ObjectKind kind;
    private final long highestVersion;

    /** A whole object of any kind. */
    private record Thing(
            Optional<String> value, long version, long lastVersion, long number, SortedSet<String> elements) {
        static final Thing NEW = new Thing(Optional.empty(), NO_VERSION, -3, 0, new TreeSet<>());

        Thing put(Optional<String> newValue, long newVersion) {
            return new Thing(newValue, newVersion, Math.max(lastVersion, newVersion), number, elements);
        }
    }

    private NaiveOracle(ObjectKind kind, List<Operation> operations) {
        this.kind = kind;
        this.highestVersion =
                operations.stream().flatMapToLong(NaiveOracle::versionsOf).max().orElse(0);
    }

    private static LongStream versionsOf(Operation operation) {
        LongStream given = operation.request().ifVersion().stream();
        return switch (operation.answer()) {
            case Answer.Made made -> LongStream.concat(given, LongStream.of(made.version()));
            case Answer.Present present -> LongStream.concat(given, present.version().stream());
            default -> given;
        };
    }

    static boolean isLinearizable(ObjectKind kind, List<Operation> operations) {
        List<Operation> counted = operations.stream()
                .filter(operation -> operation.outcome() != Outcome.NOT_APPLIED)
                .toList();
        return new NaiveOracle(kind, operations).hasOrder(Thing.NEW, counted);
    }

    private boolean hasOrder(Thing thing, List<Operation> left) {
        if (left.stream().noneMatch(Operation::isDefinite)) {
            return true;
        }
        for (Operation candidate : left) {
            boolean preceded =
                    left.stream().anyMatch(other -> other.isDefinite() && other.endNanos() < candidate.startNanos());
            if (preceded) {
                continue;
            }
            List<Operation> rest = new ArrayList<>(left);
            rest.remove(candidate);
            for (Thing after : after(thing, candidate)) {
                if (hasOrder(after, rest)) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<Thing> after(Thing thing, Operation operation) {
        if (!operation.isDefinite() && !operation.action().isWrite()) {
            return List.of(thing);
        }
        boolean conditionHolds = switch (operation.action()) {
            case PUT_IF_ABSENT -> thing.value.isEmpty();
            case CAS -> thing.value.equals(operation.request().expected());
            case PUT_IF_VERSION, DELETE_IF_VERSION ->
                thing.value.isPresent()
                        && thing.version == operation.request().ifVersion().orElseThrow();
            default -> true;
        };
        if (operation.outcome() == Outcome.CONFLICT) {
            return !conditionHolds && shows(thing, operation.answer()) ? List.of(thing) : List.of();
        }
        if (!conditionHolds) {
            return List.of();
        }
        return switch (operation.action()) {
            case GET, CONTAINS -> isAnswer(thing, operation) ? List.of(thing) : List.of();
            case PUT, PUT_IF_ABSENT, PUT_IF_VERSION, CAS -> written(thing, operation);
            case DELETE, DELETE_IF_VERSION -> deleted(thing, operation);
            case INCREMENT ->
                List.of(new Thing(
                        thing.value,
                        thing.version,
                        thing.lastVersion,
                        thing.number + operation.request().delta(),
                        thing.elements));
            case ADD, REMOVE -> List.of(changed(thing, operation));
        };
    }

    private static Thing changed(Thing thing, Operation operation) {
        SortedSet<String> elements = new TreeSet<>(thing.elements);
        String element = operation.request().given();
        boolean ignored = operation.action().text().equals("add") ? elements.add(element) : elements.remove(element);
        return new Thing(thing.value, thing.version, thing.lastVersion, thing.number, elements);
    }

    private List<Thing> written(Thing thing, Operation operation) {
        Optional<String> value = operation.request().value();
        if (kind == ObjectKind.REGISTER) {
            return List.of(thing.put(value, 0));
        }
        if (operation.answer() instanceof Answer.Made made) {
            return made.version() > thing.lastVersion ? List.of(thing.put(value, made.version())) : List.of();
        }
        List<Thing> all = new ArrayList<>();
        for (long version = thing.lastVersion + 1; version <= highestVersion; version++) {
            all.add(thing.put(value, version));
        }
        // One that nothing of the history names.
        all.add(thing.put(value, Math.max(thing.lastVersion, highestVersion) + 1));
        return all;
    }

    private List<Thing> deleted(Thing thing, Operation operation) {
        Thing without = new Thing(Optional.empty(), NO_VERSION, thing.lastVersion, thing.number, thing.elements);
        if (kind == ObjectKind.REGISTER || !(operation.answer() instanceof Answer.Made made)) {
            return List.of(without);
        }
        return made.version() > thing.lastVersion
                ? List.of(new Thing(Optional.empty(), NO_VERSION, made.version(), thing.number, thing.elements))
                : List.of();
    }

    private boolean isAnswer(Thing thing, Operation operation) {
        return switch (operation.answer()) {
            case Answer.Total number -> number.value() == thing.number;
            case Answer.Elements elements -> elements.elements().equals(thing.elements);
            case Answer.Found found ->
                found.present() == thing.elements.contains(operation.request().given());
            default -> shows(thing, operation.answer());
        };
    }

    private boolean shows(Thing thing, @Nullable Answer answer) {
        if (!(answer instanceof Answer.Present present)) {
            return true;
        }
        boolean versionFits = kind == ObjectKind.REGISTER
                || present.version().isEmpty()
                || present.version().getAsLong() == thing.version;
        return present.value().equals(thing.value) && versionFits;
    }
}
