package io.kvorum.harness.checker.linear;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which operations of unknown outcome took effect so far: a list that shares its tail with that of the step before. */
final class Uses {
    static final Uses NONE = new Uses(-1, null, 0);

    private final int index;
    private final @Nullable Uses rest;
    private final int size;
    private final long sum;

    private Uses(int index, @Nullable Uses rest, int size) {
        this.index = index;
        this.rest = rest;
        this.size = size;
        this.sum = rest == null ? 0 : rest.sum ^ Mixing.low(index);
    }

    Uses and(int another) {
        return new Uses(another, this, size + 1);
    }

    Uses rest() {
        return rest == null ? this : rest;
    }

    /** Whether all of these are among the others. */
    boolean isWithin(Uses others) {
        if (this == others || size == 0) {
            return true;
        }
        if (size >= others.size) {
            return size == others.size && sum == others.sum;
        }
        Set<Integer> all = new HashSet<>();
        others.addTo(all);
        @Nullable Uses at = this;
        while (at != null && at.size > 0) {
            if (!all.contains(at.index)) {
                return false;
            }
            at = at.rest;
        }
        return true;
    }

    private void addTo(Set<Integer> all) {
        @Nullable Uses at = this;
        while (at != null && at.size > 0) {
            all.add(at.index);
            at = at.rest;
        }
    }
}
