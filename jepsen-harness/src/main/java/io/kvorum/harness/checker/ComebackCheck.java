package io.kvorum.harness.checker;

import io.kvorum.crdt.row.WriteId;
import java.util.List;
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
}
