package io.kvorum.harness.checker;

import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * An acknowledged write is live at the end, or a write or delete that had seen it took its place: one that is live itself, or
 * was replaced in turn.
 */
final class LostWriteCheck {
    private final History.OfKey key;
    private final SortedSet<WriteId> live;
    private final SortedMap<WriteId, List<Write>> replacements = new TreeMap<>();
    private final Map<WriteId, Boolean> replaced = new TreeMap<>();

    private LostWriteCheck(History.OfKey key) {
        this.key = key;
        this.live = History.live(key.facts());
        for (Write write : key.writes().values()) {
            if (write.result() != Write.Result.NOT_APPLIED) {
                write.replaces()
                        .forEach(id -> replacements
                                .computeIfAbsent(id, k -> new ArrayList<>())
                                .add(write));
            }
        }
    }

    static void check(History.OfKey key, List<Violation> found) {
        LostWriteCheck check = new LostWriteCheck(key);
        for (Write write : key.writes().values()) {
            if (write.isPromised() && !write.isDelete() && !check.isKept(write.id())) {
                found.add(new Violation(
                        Violation.Kind.LOST_WRITE,
                        key.key(),
                        write.id() + " was acknowledged by " + write.primaries() + " replicas as "
                                + write.dot().map(Object::toString).orElse("?")
                                + " and is gone; writes that had seen it: "
                                + check.replacements.getOrDefault(write.id(), List.of()).stream()
                                        .map(w -> w.id() + " (" + w.result() + ")")
                                        .toList()));
            }
        }
    }

    private boolean isKept(WriteId id) {
        if (live.contains(id)) {
            return true;
        }
        Boolean known = replaced.get(id);
        if (known != null) {
            return known;
        }
        replaced.put(id, false);
        boolean kept = false;
        for (Write next : replacements.getOrDefault(id, List.of())) {
            kept |= tookPlace(next);
        }
        replaced.put(id, kept);
        return kept;
    }

    private boolean tookPlace(Write next) {
        if (next.excused()) {
            return true;
        }
        if (next.isDelete()) {
            // A delete leaves nothing that could be found at the end; it must have been there once.
            return next.isAcknowledged() || key.appeared().contains(next.id());
        }
        return isKept(next.id());
    }
}
