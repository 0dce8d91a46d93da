package io.kvorum.harness.checker;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.Version;
import java.util.List;

/** A read covers what its session had seen or written of the key, and shows nothing that the session knows to be replaced. */
final class SessionCheck {
    private SessionCheck() {}

    static void check(History.OfKey key, List<Violation> found) {
        DotSet dots = key.facts().dots();
        for (Read read : key.reads()) {
            DotSet lacking =
                    common(read.atLeast().dots(), dots).minus(read.context().dots());
            if (!lacking.isEmpty()) {
                found.add(new Violation(
                        Violation.Kind.SESSION,
                        key.key(),
                        "a read of a session does not cover " + lacking + ", which the session had seen"));
            }
            for (Version version : read.shown()) {
                if (read.atLeast().dots().contains(version.dot())
                        && !read.atLeast().names(version.writeId())) {
                    found.add(new Violation(
                            Violation.Kind.SESSION,
                            key.key(),
                            "a read of a session shows " + ReplicaCheck.name(version)
                                    + ", which the session knew to be replaced"));
                }
            }
        }
    }

    /** The dots that are in both. */
    static DotSet common(DotSet one, DotSet other) {
        return one.minus(one.minus(other));
    }
}
