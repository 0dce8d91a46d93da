package io.kvorum.harness.checker.history;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** What an answer showed. */
public sealed interface Answer {
    /** Nothing but the outcome. */
    Answer NONE = new None();

    /** Nothing but the outcome. */
    record None() implements Answer {}

    /**
     * The present value and its version: of a read, or beside a failed condition.
     *
     * @param value empty if the key is absent
     * @param version empty if it was not told; an absent key has none
     */
    record Present(Optional<String> value, OptionalLong version) implements Answer {}

    /** The version that a write made. */
    record Made(long version) implements Answer {}

    /** What a counter reads. */
    record Total(long value) implements Answer {}

    /** What a set holds. */
    record Elements(SortedSet<String> elements) implements Answer {
        public Elements {
            elements = new TreeSet<>(elements);
        }
    }

    /** Whether a set holds the element. */
    record Found(boolean present) implements Answer {}

    /** The concurrent values of an eventual key, none if it is absent. */
    record Siblings(List<String> values) implements Answer {
        public Siblings {
            values = List.copyOf(values);
        }
    }

    static Answer present(String value, long version) {
        return new Present(Optional.of(value), OptionalLong.of(version));
    }

    static Answer present(String value) {
        return new Present(Optional.of(value), OptionalLong.empty());
    }

    static Answer absent() {
        return new Present(Optional.empty(), OptionalLong.empty());
    }
}
