package io.kvorum.harness.checker.history;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The arguments of an operation; which of them count follows from the {@link Action}.
 *
 * @param value what is put, or the element of a set
 * @param expected the value that a {@code cas} replaces
 * @param ifVersion the version that a conditional write replaces
 * @param delta what is added to a counter
 * @param after the values that the causal context of the write covered; for histories of eventual buckets
 */
public record Request(
        Optional<String> value, Optional<String> expected, OptionalLong ifVersion, long delta, List<String> after) {
    /** Of a read. */
    public static final Request NONE =
            new Request(Optional.empty(), Optional.empty(), OptionalLong.empty(), 0, List.of());

    public Request {
        after = List.copyOf(after);
    }

    public static Request value(String value) {
        return new Request(Optional.of(value), Optional.empty(), OptionalLong.empty(), 0, List.of());
    }

    public static Request valueAfter(Optional<String> value, List<String> after) {
        return new Request(value, Optional.empty(), OptionalLong.empty(), 0, after);
    }

    public static Request ifVersion(Optional<String> value, long version) {
        return new Request(value, Optional.empty(), OptionalLong.of(version), 0, List.of());
    }

    public static Request cas(String expected, String value) {
        return new Request(Optional.of(value), Optional.of(expected), OptionalLong.empty(), 0, List.of());
    }

    public static Request delta(long delta) {
        return new Request(Optional.empty(), Optional.empty(), OptionalLong.empty(), delta, List.of());
    }

    /** The value, of an action that has one. */
    public String given() {
        return value.orElse("");
    }
}
