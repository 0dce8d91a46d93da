package io.kvorum.harness.verifier;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Everything that was written to one key, and what each write had seen. A write is named by the value that it puts, which is
 * unique within the key; a delete has a name of its own.
 *
 * <p>A write replaces what it had seen, and with that everything which the seen ones had replaced. Not safe for use by many
 * threads.
 */
final class KeyHistory {
    private static final class Write {
        private final boolean delete;
        private final Set<String> saw;
        private WriteStatus status = WriteStatus.PENDING;

        Write(boolean delete, Collection<String> saw) {
            this.delete = delete;
            this.saw = Set.copyOf(saw);
        }
    }

    private final Map<String, Write> writes = new LinkedHashMap<>();

    void begin(String name, boolean delete, Collection<String> saw) {
        if (writes.putIfAbsent(name, new Write(delete, saw)) != null) {
            throw new IllegalArgumentException("the name of a write is used twice: " + name);
        }
    }

    void end(String name, WriteStatus status) {
        Write write = writes.get(name);
        if (write == null) {
            throw new IllegalArgumentException("no such write: " + name);
        }
        write.status = status;
    }

    /** Acknowledged values which no write that may be in has replaced: every replica must show them. */
    Set<String> mustBeLive() {
        Set<String> replaced = replacedBy(Set.of(WriteStatus.ACKNOWLEDGED, WriteStatus.UNKNOWN, WriteStatus.PENDING));
        Set<String> live = new LinkedHashSet<>();
        writes.forEach((name, write) -> {
            if (!write.delete && write.status == WriteStatus.ACKNOWLEDGED && !replaced.contains(name)) {
                live.add(name);
            }
        });
        return live;
    }

    /** Values that an acknowledged write has replaced: no replica may show them again. */
    Set<String> mustBeGone() {
        return replacedBy(Set.of(WriteStatus.ACKNOWLEDGED));
    }

    /** Whether a client was told that this value might be there. */
    boolean mayExist(String value) {
        Write write = writes.get(value);
        return write != null && !write.delete && write.status != WriteStatus.NOT_APPLIED;
    }

    private Set<String> replacedBy(Set<WriteStatus> statuses) {
        Set<String> replaced = new LinkedHashSet<>();
        writes.values().stream()
                .filter(write -> statuses.contains(write.status))
                .forEach(write -> {
                    for (String name : write.saw) {
                        addWithPast(name, replaced);
                    }
                });
        return replaced;
    }

    private void addWithPast(String name, Set<String> into) {
        java.util.ArrayDeque<String> open = new java.util.ArrayDeque<>();
        open.add(name);
        while (!open.isEmpty()) {
            String next = open.remove();
            Write write = writes.get(next);
            if (into.add(next) && write != null) {
                open.addAll(write.saw);
            }
        }
    }
}
