package io.kvorum.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who stands behind an answer.
 *
 * @param required how many answers the level asked for
 * @param primaries the key's replicas that answered or acknowledged durably; node numbers, ascending
 * @param fallbacks nodes that keep the write as a hint; ascending
 * @param levelMet whether the level was reached without fallbacks
 * @param disagreed replicas that had something else than the merged answer (reads); ascending
 * @param asOf the time up to which the answering replicas are known to be complete; empty if not known
 */
public record Receipt(
        int required,
        List<Integer> primaries,
        List<Integer> fallbacks,
        boolean levelMet,
        List<Integer> disagreed,
        Optional<Instant> asOf) {
    public static final Receipt NONE = new Receipt(0, List.of(), List.of(), false, List.of(), Optional.empty());

    public Receipt {
        primaries = List.copyOf(primaries);
        fallbacks = List.copyOf(fallbacks);
        disagreed = List.copyOf(disagreed);
    }

    /** How many nodes answered or acknowledged, fallbacks included. */
    public int acknowledged() {
        return primaries.size() + fallbacks.size();
    }
}
