package io.kvorum.crdt.type;

import java.util.Optional;

/**
 * How large a replicated value may become. A coordinator checks the delta of an operation, and what it would make of the
 * state; joins never check, since a replica that refused one would differ from the others for good.
 *
 * @param maxEntries elements of one set, fields of one map, and concurrent values of one register
 * @param maxNameBytes of a field's name or a set's element
 * @param maxValueBytes of a register's value
 * @param maxDepth of maps in maps, at most {@link OrMap#MAX_DEPTH}
 * @param maxIncrements of one counter that are not folded yet
 * @param maxTotalBytes of the whole value as it is stored, with its context
 */
public record TypeLimits(
        int maxEntries, int maxNameBytes, int maxValueBytes, int maxDepth, int maxIncrements, int maxTotalBytes) {
    public static final TypeLimits DEFAULTS = new TypeLimits(10_000, 4 << 10, 1 << 20, 8, 100_000, 8 << 20);

    public TypeLimits {
        if (maxDepth > OrMap.MAX_DEPTH) {
            throw new IllegalArgumentException("maxDepth " + maxDepth + " is above " + OrMap.MAX_DEPTH);
        }
    }

    /** A limit that a value is beyond. */
    public record Exceeded(String limit, long actual, long allowed) {
        public String message() {
            return limit + " is " + allowed + ", this would be " + actual;
        }
    }

    /** The first limit that the value is beyond, if any. */
    public Optional<Exceeded> exceededBy(Causal<?> value) {
        return exceededBy(value.store(), 1)
                .or(() -> beyond("maxTotalBytes", value.toByteArray().length, maxTotalBytes));
    }

    private Optional<Exceeded> exceededBy(DotStore<?> store, int depth) {
        return switch (store) {
            case Register register -> exceededBy(register);
            case OrSet set -> exceededBy(set);
            case PnCounter counter -> beyond("maxIncrements", counter.unfoldedCount(), maxIncrements);
            case OrMap map -> exceededBy(map, depth);
        };
    }

    private Optional<Exceeded> exceededBy(Register register) {
        int longest = register.values().stream()
                .mapToInt(value -> value.length())
                .max()
                .orElse(0);
        return beyond("maxEntries", register.values().size(), maxEntries)
                .or(() -> beyond("maxValueBytes", longest, maxValueBytes));
    }

    private Optional<Exceeded> exceededBy(OrSet set) {
        int longest = set.elements().stream()
                .mapToInt(element -> element.length())
                .max()
                .orElse(0);
        return beyond("maxEntries", set.elements().size(), maxEntries)
                .or(() -> beyond("maxNameBytes", longest, maxNameBytes));
    }

    private Optional<Exceeded> exceededBy(OrMap map, int depth) {
        Optional<Exceeded> exceeded = beyond("maxDepth", depth, maxDepth)
                .or(() -> beyond("maxEntries", map.fields().size(), maxEntries));
        for (Field field : map.fields()) {
            exceeded = exceeded.or(() -> beyond("maxNameBytes", field.name().length(), maxNameBytes))
                    .or(() -> exceededBy(map.get(field), depth + 1));
        }
        return exceeded;
    }

    private static Optional<Exceeded> beyond(String limit, long actual, long allowed) {
        return actual > allowed ? Optional.of(new Exceeded(limit, actual, allowed)) : Optional.empty();
    }
}
