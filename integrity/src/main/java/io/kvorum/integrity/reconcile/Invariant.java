package io.kvorum.integrity.reconcile;

import java.util.List;
import java.util.function.Supplier;

/** Something that must be true. Looked at by one thread at a time. */
public interface Invariant {
    /** Unique among those that are looked at together; for metrics and reports. */
    String name();

    /**
     * Reads its sources.
     *
     * @return what differs, with each {@link Difference#where} once; none: it holds, as far as was seen
     * @throws RuntimeException if that cannot be told; it counts as not good
     */
    List<Difference> differences();

    static Invariant of(String name, Supplier<List<Difference>> differences) {
        return new Invariant() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Difference> differences() {
                return differences.get();
            }
        };
    }
}
