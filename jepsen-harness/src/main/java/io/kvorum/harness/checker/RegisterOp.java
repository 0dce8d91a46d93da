package io.kvorum.harness.checker;

import java.util.List;
import java.util.Optional;

/**
 * An operation on one register, as its client knows it.
 *
 * @param conditions and {@code changes} of an update; none for a read. Each changed key gets a value that nobody else writes
 * @param reads the keys that a read asked for
 * @param version of an applied update
 * @param seen the keys that a read showed, or that a failed comparison was told of; only such that were there
 * @param invokedNanos in the history's time
 * @param completedNanos {@link Long#MAX_VALUE} if nothing is known of its end
 */
public record RegisterOp(
        String register,
        Result result,
        List<Expected> conditions,
        List<Changed> changes,
        List<String> reads,
        long version,
        List<Shown> seen,
        long invokedNanos,
        long completedNanos) {

    /** What the client was told. */
    public enum Result {
        APPLIED,
        /** The conditions did not hold. */
        CONFLICT,
        READ,
        NOT_APPLIED,
        UNKNOWN
    }

    /** @param version the one that the key had to have; 0: it had to be absent; empty: it had to be there */
    public record Expected(String key, Optional<Long> version) {}

    /** @param value empty: deleted */
    public record Changed(String key, Optional<String> value) {}

    /** @param value empty if it was not told */
    public record Shown(String key, long version, Optional<String> value) {}

    boolean touches(String key) {
        return changes.stream().anyMatch(change -> change.key().equals(key));
    }

    boolean deletes(String key) {
        return changes.stream()
                .anyMatch(change -> change.key().equals(key) && change.value().isEmpty());
    }

    /** It was over before the other one began. */
    boolean isBefore(RegisterOp other) {
        return completedNanos < other.invokedNanos;
    }

    @Override
    public String toString() {
        return result + (version > 0 ? " v" + version : "") + " " + conditions + changes + reads + seen + " ["
                + invokedNanos / 1_000 + "," + (completedNanos == Long.MAX_VALUE ? "…" : completedNanos / 1_000)
                + "] us";
    }
}
