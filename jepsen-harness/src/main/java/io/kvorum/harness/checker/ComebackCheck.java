package io.kvorum.harness.checker;

import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** What a write replaced is not live at the end, if that write was acknowledged or is live itself. */
final class ComebackCheck {
    private ComebackCheck() {}

    static void check(History.OfKey key, List<Violation> found) {
        SortedSet<WriteId> live = History.live(key.facts());
        for (Write write : key.writes().values()) {
            if (!write.isPromised() && !live.contains(write.id())) {
                continue;
            }
            for (ReplicaRow row : key.facts().rows()) {
                coveredBy(write, row.versions())
                        .ifPresent(version -> found.add(new Violation(
                                Violation.Kind.CAME_BACK,
                                key.key(),
                                ReplicaCheck.name(version) + " is live at the end on node " + row.node()
                                        + " although the context of " + write.id() + " (" + write.result()
                                        + ") covered it")));
            }
            for (WriteId replaced : write.replaces()) {
                if (live.contains(replaced)) {
                    found.add(new Violation(
                            Violation.Kind.CAME_BACK,
                            key.key(),
                            replaced + " is live at the end although " + write.id() + " ("
                                    + (write.isDelete() ? "delete, " : "") + write.result() + ") had replaced it"));
                }
            }
        }
    }

    /** A version that the write's context covers; not the write itself under another dot. */
    static Optional<Version> coveredBy(Write write, List<Version> versions) {
        return versions.stream()
                .filter(version -> write.context().contains(version.dot())
                        && !version.writeId().equals(write.id()))
                .findFirst();
    }
}
