package io.kvorum.harness.verifier;

import java.util.List;

/**
 * What the check from outside found.
 *
 * @param keys with a value, or that had one
 * @param rows rows that were read from replicas
 * @param lost acknowledged writes that are missing on a replica though nothing replaced them
 * @param resurrected values that came back after an acknowledged write had replaced or deleted them
 * @param phantoms values that nobody wrote, or that were said not to be applied
 * @param divergent keys of which replicas still had different values when patience ended
 * @param convergedAfterMs until all replicas were identical, from the begin of the check
 * @param examples a few of the faults, for people
 */
public record Verdict(
        long keys,
        long rows,
        long lost,
        long resurrected,
        long phantoms,
        long divergent,
        long convergedAfterMs,
        List<String> examples) {
    public Verdict {
        examples = List.copyOf(examples);
    }

    public boolean isClean() {
        return lost == 0 && resurrected == 0 && phantoms == 0 && divergent == 0;
    }
}
