package io.kvorum.replication.storage;

import io.kvorum.replication.message.RowKey;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The keys of one partition whose rows were damaged when they were last read, and were not replaced yet. Any read may change them. */
public final class DamagedKeys {
    private final Set<RowKey> keys = new TreeSet<>();
    private final Set<RowKey> everywhere = new TreeSet<>();

    void add(RowKey key) {
        keys.add(key);
    }

    void remove(RowKey key) {
        keys.remove(key);
        everywhere.remove(key);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    public int size() {
        return keys.size();
    }

    public boolean contains(RowKey key) {
        return keys.contains(key);
    }

    /** As they are now, in order. */
    public Set<RowKey> keys() {
        return new TreeSet<>(keys);
    }

    /** Is there one that is wanted? */
    public boolean isAny(Predicate<RowKey> isWanted) {
        return keys.stream().anyMatch(isWanted);
    }

    /** Did all other replicas say last time that theirs is damaged, too? Then nobody can show the key. */
    public void everywhere(RowKey key, boolean is) {
        if (is && keys.contains(key)) {
            everywhere.add(key);
        } else {
            everywhere.remove(key);
        }
    }

    public boolean isEverywhere(RowKey key) {
        return everywhere.contains(key);
    }
}
