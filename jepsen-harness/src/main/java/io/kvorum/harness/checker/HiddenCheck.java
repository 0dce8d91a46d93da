package io.kvorum.harness.checker;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a read's context covers is shown, or was replaced by something that the context covers too, or has expired, or was given up. Otherwise a write of which
 * nobody knows that it is gone is hidden, and the next write with this context removes it unseen.
 */
final class HiddenCheck {
    private final History.OfKey key;
    private final SortedMap<WriteId, List<WriteId>> replacers = new TreeMap<>();

    private HiddenCheck(History.OfKey key) {
        this.key = key;
        for (Write write : key.writes().values()) {
            for (Write other : key.writes().values()) {
                if (replaces(other, write)) {
                    replacers
                            .computeIfAbsent(write.id(), id -> new ArrayList<>())
                            .add(other.id());
                }
            }
        }
    }

    private boolean replaces(Write next, Write old) {
        return !next.id().equals(old.id())
                && (next.replaces().contains(old.id())
                        || dotsOf(old.id()).stream().anyMatch(next.context()::contains));
    }

    private List<Dot> dotsOf(WriteId id) {
        return key.facts().dotsOf().getOrDefault(id, List.of());
    }

    static void check(History.OfKey key, List<Violation> found) {
        HiddenCheck check = new HiddenCheck(key);
        for (Read read : key.reads()) {
            check.checkRead(read, found);
        }
    }

    private void checkRead(Read read, List<Violation> found) {
        SortedSet<WriteId> shown = new TreeSet<>();
        read.shown().forEach(version -> shown.add(version.writeId()));
        for (Write write : key.writes().values()) {
            if (!write.isDelete()
                    && !key.facts().givenUp().contains(write.id())
                    && !shown.contains(write.id())
                    && covers(read.context().dots(), write.id())
                    && replacers.getOrDefault(write.id(), List.of()).stream()
                            .noneMatch(next -> covers(read.context().dots(), next))) {
                check(read, write, shown, found);
            }
        }
    }

    /** Nothing that the read's context covers has replaced the write: then it has expired, by the coordinator's clock. */
    private void check(Read read, Write write, SortedSet<WriteId> shown, List<Violation> found) {
        boolean expires = write.expiresNanos() != Long.MAX_VALUE;
        if (expires && write.expiresNanos() <= read.completedNanos() + read.clockErrorNanos()) {
            return;
        }
        found.add(new Violation(
                expires ? Violation.Kind.EXPIRED_EARLY : Violation.Kind.HIDDEN,
                key.key(),
                "a read shows " + shown + " and its context covers " + write.id()
                        + ", which nothing that it covers has replaced"
                        + (expires ? "; it expires at " + write.expiresNanos() / 1_000_000 + " ms" : "")));
    }

    private boolean covers(DotSet context, WriteId id) {
        return dotsOf(id).stream().anyMatch(context::contains);
    }
}
