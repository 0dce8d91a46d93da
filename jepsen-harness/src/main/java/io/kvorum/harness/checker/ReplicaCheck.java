package io.kvorum.harness.checker;

import io.kvorum.crdt.row.Version;
import java.util.List;

/** After the faults are over replicas become equal, and rows need no context of their own any more. */
final class ReplicaCheck {
    private ReplicaCheck() {}

    static void check(History.OfKey key, List<Violation> found) {
        List<ReplicaRow> rows = key.facts().rows();
        for (ReplicaRow row : rows) {
            ReplicaRow first = rows.get(0);
            if (!row.versions().equals(first.versions())) {
                found.add(new Violation(
                        Violation.Kind.DIVERGED,
                        key.key(),
                        "node " + first.node() + " holds " + names(first) + ", node " + row.node() + " holds "
                                + names(row)));
            }
            if (!row.context().isEmpty()) {
                found.add(new Violation(
                        Violation.Kind.DIVERGED,
                        key.key(),
                        "node " + row.node() + " still needs the context " + row.context() + ", its clock is "
                                + row.clock()));
            }
        }
    }

    private static List<String> names(ReplicaRow row) {
        return row.versions().stream().map(ReplicaCheck::name).toList();
    }

    static String name(Version version) {
        return version.writeId() + " as " + version.dot();
    }
}
