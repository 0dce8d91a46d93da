package io.kvorum.replication.request;

import java.util.List;

/**
 * Who stands behind an answer.
 *
 * @param required how many answers the level asked for
 * @param primaries the key's replicas that answered or acknowledged durably; node numbers, ascending
 * @param fallbacks nodes that keep the write as a hint
 * @param levelMet whether the level was reached without fallbacks
 * @param disagreed replicas that had something else than the merged answer (reads)
 * @param asOfMillis the time up to which the answering replicas are known to be complete; 0 if not known
 */
public record Receipt(
        int required,
        List<Integer> primaries,
        List<Integer> fallbacks,
        boolean levelMet,
        List<Integer> disagreed,
        long asOfMillis) {
    public static final Receipt NONE = new Receipt(0, List.of(), List.of(), false, List.of(), 0);

    public Receipt {
        primaries = sorted(primaries);
        fallbacks = sorted(fallbacks);
        disagreed = sorted(disagreed);
    }

    private static List<Integer> sorted(List<Integer> nodes) {
        for (int i = 1; i < nodes.size(); i++) {
            if (nodes.get(i - 1) > nodes.get(i)) {
                return nodes.stream().sorted().toList();
            }
        }
        return List.copyOf(nodes);
    }
}
