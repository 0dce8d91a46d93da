package io.kvorum.harness.checker;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.Version;
import java.util.List;

/** After the faults are over replicas become equal, and rows need no context of their own any more. */
public final class ReplicaCheck {
    private ReplicaCheck() {}

    static void check(History.OfKey key, List<Violation> found) {
        List<ReplicaRow> rows = key.facts().rows();
        DotSet known = knownToAny(rows);
        for (ReplicaRow row : rows) {
            ReplicaRow first = rows.get(0);
            if (!row.versions().equals(first.versions())) {
                found.add(new Violation(
                        Violation.Kind.DIVERGED,
                        key.key(),
                        "node " + first.node() + " holds " + names(first) + ", node " + row.node() + " holds "
                                + names(row)));
            }
            for (Version version : row.versions()) {
                if (!row.filled().contains(version.dot())) {
                    found.add(new Violation(
                            Violation.Kind.BROKEN_STATE,
                            key.key(),
                            "node " + row.node() + " holds " + name(version) + " and does not know its dot"));
                }
            }
            if (needsStripping(row, known)) {
                found.add(new Violation(
                        Violation.Kind.DIVERGED,
                        key.key(),
                        "node " + row.node() + " still needs the context " + row.context() + ", its clock is "
                                + row.clock()));
            }
        }
    }

    /** What the clocks of these replicas cover together. */
    public static DotSet knownToAny(List<ReplicaRow> rows) {
        DotSet known = DotSet.EMPTY;
        for (ReplicaRow row : rows) {
            known = known.join(row.clock());
        }
        return known.bases();
    }

    /**
     * Does the row keep a context that the clocks cover by now? What lies above a hole that no replica can fill any more
     * (dots of a lost incarnation that only clients saw) stays.
     */
    public static boolean needsStripping(ReplicaRow row, DotSet known) {
        return !SessionCheck.common(row.context(), known).isEmpty();
    }

    private static List<String> names(ReplicaRow row) {
        return row.versions().stream().map(ReplicaCheck::name).toList();
    }

    static String name(Version version) {
        return version.writeId() + " as " + version.dot();
    }
}
