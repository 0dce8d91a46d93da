package io.kvorum.client;

import java.util.List;
import java.util.Optional;

/**
 * Makes one value of several that were written concurrently. It only decides what the reader sees: nothing is written back.
 * A write with the answer's context replaces all of them.
 */
@FunctionalInterface
public interface SiblingResolver<V> {
    /**
     * @param siblings two or more, in the order of their dots
     * @return the one value; empty if it cannot be decided, and then the read fails with {@link SiblingsUnresolved}
     */
    Optional<V> resolve(List<Sibling<V>> siblings);

    /** Decides nothing. */
    static <V> SiblingResolver<V> none() {
        return siblings -> Optional.empty();
    }
}
