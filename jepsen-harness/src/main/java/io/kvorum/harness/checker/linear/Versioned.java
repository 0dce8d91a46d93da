package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A value with a version that only grows. A write whose version nobody was told makes an <i>open</i> version: some number above
 * the one before, settled when an answer shows it.
 *
 * @param value empty if the key is absent
 * @param open whether the version is not known yet
 * @param version of the value; if open, the lowest that it can be; if absent, the lowest that the last version can have been
 * @param excluded if open: higher numbers that the version is not, ascending
 */
public record Versioned(Optional<String> value, boolean open, long version, List<Long> excluded) {
    /** Versions below count from nothing: no answer told one. */
    private static final long NOT_TOLD_BELOW = Long.MIN_VALUE / 2;

    /** Nothing was written yet. */
    static final Versioned NOTHING = new Versioned(Optional.empty(), false, Long.MIN_VALUE, List.of());

    boolean isAbsent() {
        return value.isEmpty();
    }

    /** After a write; null if the version that it made does not exceed the one before. */
    @Nullable
    Versioned written(String newValue, OptionalLong made) {
        if (made.isEmpty()) {
            return new Versioned(Optional.of(newValue), true, version + 1, List.of());
        }
        long number = made.getAsLong();
        return number > version ? new Versioned(Optional.of(newValue), false, number, List.of()) : null;
    }

    /** After a delete. */
    @Nullable
    Versioned deleted(OptionalLong made) {
        if (made.isPresent() && made.getAsLong() <= version) {
            return null;
        }
        return new Versioned(Optional.empty(), false, made.orElse(version), List.of());
    }

    /** When the version is known to be this one; null if it cannot be. */
    @Nullable
    Versioned at(long number) {
        if (isAbsent()) {
            return null;
        }
        if (!open) {
            return version == number ? this : null;
        }
        return number >= version && !excluded.contains(number) ? new Versioned(value, false, number, List.of()) : null;
    }

    /** When the version is known not to be this one; null if it is. */
    @Nullable
    Versioned notAt(long number) {
        if (isAbsent() || number < version) {
            return this;
        }
        if (!open) {
            return version == number ? null : this;
        }
        List<Long> others = new ArrayList<>(excluded);
        if (!others.contains(number)) {
            others.add(number);
        }
        others.sort(null);
        long lowest = version;
        while (others.remove(lowest)) {
            lowest++;
        }
        return new Versioned(value, true, lowest, List.copyOf(others));
    }

    /** When the value is known to be this one; null if it is not. */
    @Nullable
    Versioned showing(Optional<String> seen, OptionalLong number) {
        if (!seen.equals(value)) {
            return null;
        }
        return number.isEmpty() ? this : at(number.getAsLong());
    }

    /** Whether this allows whatever the other one allows. */
    boolean covers(Versioned other) {
        if (!value.equals(other.value)) {
            return false;
        }
        if (isAbsent()) {
            return version <= other.version;
        }
        if (!open) {
            return !other.open && version == other.version;
        }
        return other.open
                ? version <= other.version && other.excludesAll(excluded)
                : version <= other.version && !excluded.contains(other.version);
    }

    private boolean excludesAll(List<Long> numbers) {
        return numbers.stream().allMatch(number -> number < version || excluded.contains(number));
    }

    /** In the words of people. */
    String words() {
        if (isAbsent() || version < NOT_TOLD_BELOW) {
            return Wording.state(value, OptionalLong.empty());
        }
        return open ? value.orElse("") + " v≥" + version : Wording.state(value, OptionalLong.of(version));
    }
}
