package io.kvorum.harness.checker;

import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What readers see was written, by a write that was not refused, is seen once, and not beside what replaced it. */
final class VisibilityCheck {
    private final History.OfKey key;
    private final List<Violation> found;
    private final SortedMap<WriteId, List<Write>> replacers = new TreeMap<>();

    private VisibilityCheck(History.OfKey key, List<Violation> found) {
        this.key = key;
        this.found = found;
        for (Write write : key.writes().values()) {
            if (write.isPromised()) {
                write.replaces()
                        .forEach(old -> replacers
                                .computeIfAbsent(old, id -> new ArrayList<>())
                                .add(write));
            }
        }
    }

    static void check(History.OfKey key, List<Violation> found) {
        VisibilityCheck check = new VisibilityCheck(key, found);
        key.reads().forEach(check::checkRead);
        for (ReplicaRow row : key.facts().rows()) {
            row.versions().forEach(version -> check.checkVersion(version, "at the end on node " + row.node()));
        }
    }

    private void checkRead(Read read) {
        NavigableSet<WriteId> ids = new TreeSet<>();
        for (Version version : read.shown()) {
            checkVersion(version, "in a read");
            if (!ids.add(version.writeId())) {
                add(Violation.Kind.DOUBLED, version.writeId() + " is shown as two versions");
            }
            if (!read.context().dots().contains(version.dot())
                    || !read.context().names(version.writeId())) {
                add(Violation.Kind.BROKEN_STATE, "the context of a read lacks " + ReplicaCheck.name(version));
            }
        }
        for (WriteId id : ids) {
            checkNotReplaced(read, id);
            @Nullable Write write = key.writes().get(id);
            if (write != null) {
                checkNotExpired(read, write);
                write.replaces().stream()
                        .filter(ids::contains)
                        .forEach(old ->
                                add(Violation.Kind.CAME_BACK, old + " is shown beside " + id + ", which replaced it"));
                ComebackCheck.coveredBy(write, read.shown())
                        .ifPresent(old -> add(
                                Violation.Kind.CAME_BACK,
                                ReplicaCheck.name(old) + " is shown beside " + id + ", whose context covered it"));
            }
        }
    }

    /** The clock that hides what has expired is that of the read's coordinator, at some time during the read. */
    private void checkNotExpired(Read read, Write write) {
        if (write.expiresNanos() != Long.MAX_VALUE
                && write.expiresNanos() + read.clockErrorNanos() < read.invokedNanos()) {
            add(
                    Violation.Kind.OUTLIVED,
                    write.id() + " is shown by a read that began at " + read.invokedNanos() / 1_000_000
                            + " ms, and had expired at " + write.expiresNanos() / 1_000_000 + " ms");
        }
    }

    /** A read whose quorum meets that of an acknowledged write or delete does not show what that replaced. */
    private void checkNotReplaced(Read read, WriteId shown) {
        for (Write next : replacers.getOrDefault(shown, List.of())) {
            if (mustKnow(read, next)) {
                add(
                        Violation.Kind.CAME_BACK,
                        shown + " is shown by a read of " + read.primaries() + " replicas after " + next.id()
                                + ", which had replaced it, was acknowledged by " + next.primaries());
            }
        }
    }

    private boolean mustKnow(Read read, Write write) {
        return write.completedNanos() < read.invokedNanos()
                && write.primaries() + read.primaries() > key.facts().owners().size()
                && key.losses().stream()
                        .noneMatch(
                                loss -> loss.nanos() >= write.invokedNanos() && loss.nanos() <= read.completedNanos());
    }

    private void checkVersion(Version version, String where) {
        @Nullable Write write = key.writes().get(version.writeId());
        if (write == null || !write.value().equals(java.util.Optional.of(version.value()))) {
            add(
                    Violation.Kind.INVENTED,
                    ReplicaCheck.name(version) + " is visible " + where + " and was never written");
        } else if (write.result() == Write.Result.NOT_APPLIED) {
            add(
                    Violation.Kind.DISHONEST_OUTCOME,
                    ReplicaCheck.name(version) + " is visible " + where
                            + " although its client was told that it was not" + " applied");
        }
    }

    private void add(Violation.Kind kind, String text) {
        found.add(new Violation(kind, key.key(), text));
    }
}
