package io.kvorum.harness.checker;

import java.util.List;

/**
 * An answer that says "as of" a time covers every write that some replica of the key had acknowledged by then. Not judged
 * across a loss of data.
 */
final class AsOfCheck {
    private AsOfCheck() {}

    static void check(History.OfKey key, List<Violation> found) {
        for (Read read : key.reads()) {
            for (Write write : key.writes().values()) {
                if (write.completedNanos() < read.asOfNanos() && isMissed(key, read, write)) {
                    found.add(new Violation(
                            Violation.Kind.OLDER_THAN_SAID,
                            key.key(),
                            "a read says that it is as of " + read.asOfNanos() / 1_000_000 + " ms and lacks "
                                    + write.id() + ", acknowledged at " + write.completedNanos() / 1_000_000 + " ms"));
                }
            }
        }
    }

    private static boolean isMissed(History.OfKey key, Read read, Write write) {
        return write.isPromised()
                && write.primaries() > 0
                && write.dot().map(dot -> !read.context().dots().contains(dot)).orElse(false)
                && key.losses().stream()
                        .noneMatch(
                                loss -> loss.nanos() >= write.invokedNanos() && loss.nanos() <= read.completedNanos());
    }
}
