package io.kvorum.harness.verifier;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Books of what clients wrote, what they had seen, and what they were told. Safe for use by many threads. */
public final class Ledger {
    private final Map<String, KeyHistory> keys = new ConcurrentHashMap<>();

    /**
     * A write is about to be sent.
     *
     * @param name unique within the key; of a put, its value
     * @param saw the values that the write's context was given with
     */
    public void begin(String key, String name, boolean delete, Collection<String> saw) {
        change(key, history -> history.begin(name, delete, saw));
    }

    public void acknowledged(String key, String name) {
        change(key, history -> history.end(name, WriteStatus.ACKNOWLEDGED));
    }

    public void unknown(String key, String name) {
        change(key, history -> history.end(name, WriteStatus.UNKNOWN));
    }

    public void notApplied(String key, String name) {
        change(key, history -> history.end(name, WriteStatus.NOT_APPLIED));
    }

    private void change(String key, java.util.function.Consumer<KeyHistory> change) {
        keys.compute(key, (unused, history) -> {
            KeyHistory present = history == null ? new KeyHistory() : history;
            change.accept(present);
            return present;
        });
    }

    public Set<String> keys() {
        return Collections.unmodifiableSet(keys.keySet());
    }

    /** What is wrong with a replica that shows these values of a key. Only while nobody writes. */
    public Faults judge(String key, Collection<String> live) {
        KeyHistory history = keys.getOrDefault(key, new KeyHistory());
        Set<String> lost = new LinkedHashSet<>(history.mustBeLive());
        lost.removeAll(live);
        Set<String> back = new LinkedHashSet<>(history.mustBeGone());
        back.retainAll(live);
        Set<String> phantoms = new LinkedHashSet<>(live);
        phantoms.removeIf(history::mayExist);
        return new Faults(lost, back, phantoms);
    }

    /**
     * Broken promises about one key at one replica.
     *
     * @param lost acknowledged, not replaced by anything, and not there
     * @param resurrected replaced or deleted by an acknowledged write, and there
     * @param phantoms there, though nobody wrote it, or a client was told that it was not applied
     */
    public record Faults(Set<String> lost, Set<String> resurrected, Set<String> phantoms) {
        public boolean isEmpty() {
            return lost.isEmpty() && resurrected.isEmpty() && phantoms.isEmpty();
        }
    }
}
