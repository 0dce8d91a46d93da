package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The specification of maps and all that lies in them, as a function from a causal history to a plain value: a field is a
 * {@code SortedMap}, {@code SortedSet}, {@code List} or {@code Long}. Knows nothing of stores, contexts or joins.
 */
final class MapHistory {
    sealed interface Action {}

    record Write(Bytes value) implements Action {}

    record Add(Bytes element) implements Action {}

    record Increment(WriteId writeId, long amount) implements Action {}

    /** Of all below the path, or of one element of the set at the path. */
    record Remove() implements Action {}

    /** @param removes the dots of the operation's target that were in force in what its caller had read */
    record Operation(Dot dot, List<Field> path, Action action, Set<Dot> removes) {
        boolean isUnder(List<Field> prefix) {
            return path.size() >= prefix.size()
                    && path.subList(0, prefix.size()).equals(prefix);
        }

        boolean adds(Bytes element) {
            return action.equals(new Add(element));
        }
    }

    private final TreeMap<Dot, Operation> all = new TreeMap<>();

    Operation add(Operation operation) {
        if (all.put(operation.dot(), operation) != null) {
            throw new AssertionError("minted twice: " + operation.dot());
        }
        return operation;
    }

    /** Of what a caller has seen and was in force for it, all below a path. */
    Set<Dot> under(List<Field> path, Set<Dot> seen) {
        return select(seen, operation -> operation.isUnder(path));
    }

    /** Of what a caller has seen and was in force for it, the adds of an element. */
    Set<Dot> addsOf(List<Field> path, Bytes element, Set<Dot> seen) {
        return select(seen, operation -> operation.path().equals(path) && operation.adds(element));
    }

    private Set<Dot> select(Set<Dot> seen, Predicate<Operation> filter) {
        return inForce(seen).stream().filter(filter).map(Operation::dot).collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Operation> inForce(Set<Dot> known) {
        TreeSet<Dot> removed = new TreeSet<>();
        known.forEach(dot -> removed.addAll(operation(dot).removes()));
        return known.stream()
                .filter(dot -> !removed.contains(dot))
                .map(this::operation)
                .filter(operation -> !(operation.action() instanceof Remove))
                .toList();
    }

    private Operation operation(Dot dot) {
        Operation operation = all.get(dot);
        if (operation == null) {
            throw new AssertionError("never minted: " + dot);
        }
        return operation;
    }

    /** The value of the whole map for somebody who knows these operations. */
    SortedMap<Field, Object> value(Set<Dot> known) {
        return mapValue(List.of(), inForce(new TreeSet<>(known)));
    }

    private static SortedMap<Field, Object> mapValue(List<Field> path, List<Operation> inForce) {
        TreeMap<Field, Object> value = new TreeMap<>();
        for (Operation operation : inForce) {
            if (operation.isUnder(path)) {
                Field field = operation.path().get(path.size());
                List<Field> below = new ArrayList<>(path);
                below.add(field);
                value.computeIfAbsent(field, f -> fieldValue(below, inForce));
            }
        }
        return value;
    }

    private static Object fieldValue(List<Field> path, List<Operation> inForce) {
        List<Action> actions = inForce.stream()
                .filter(operation -> operation.path().equals(path))
                .map(Operation::action)
                .toList();
        return switch (path.get(path.size() - 1).kind()) {
            case REGISTER ->
                actions.stream().map(action -> ((Write) action).value()).toList();
            case SET -> elements(actions);
            case COUNTER -> total(actions);
            case MAP -> mapValue(path, inForce);
        };
    }

    private static NavigableSet<Bytes> elements(List<Action> actions) {
        TreeSet<Bytes> elements = new TreeSet<>();
        actions.forEach(action -> elements.add(((Add) action).element()));
        return elements;
    }

    private static long total(Collection<Action> actions) {
        TreeMap<WriteId, Long> amounts = new TreeMap<>();
        actions.forEach(action -> amounts.put(((Increment) action).writeId(), ((Increment) action).amount()));
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same plain value, as the implementation shows it. */
    static SortedMap<Field, Object> shown(OrMap map) {
        TreeMap<Field, Object> value = new TreeMap<>();
        for (Field field : map.fields()) {
            value.put(
                    field,
                    switch (map.get(field)) {
                        case Register register -> register.values();
                        case OrSet set -> new TreeSet<>(set.elements());
                        case PnCounter counter -> counter.value();
                        case OrMap nested -> shown(nested);
                    });
        }
        return value;
    }
}
