package io.kvorum.integrity.tag;

import io.kvorum.crdt.codec.Bytes;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Conditions and changes over keys of one tag, by name: made as one version, or not at all. Not thread-safe while it is built. */
public final class TagWrite {
    /** The version of what is not there. */
    public static final long ABSENT = 0;

    private final SortedMap<String, Long> conditions = new TreeMap<>();
    private final SortedMap<String, Optional<Bytes>> changes = new TreeMap<>();

    public TagWrite ifAbsent(String name) {
        return ifVersion(name, ABSENT);
    }

    /** @param version as read; {@link #ABSENT} if it was not there */
    public TagWrite ifVersion(String name, long version) {
        conditions.put(name, version);
        return this;
    }

    public TagWrite put(String name, Bytes value) {
        changes.put(name, Optional.of(value));
        return this;
    }

    /** Deleting what is not there is no error. */
    public TagWrite delete(String name) {
        changes.put(name, Optional.empty());
        return this;
    }

    /** By name, the version that a key must have. */
    public SortedMap<String, Long> conditions() {
        return Collections.unmodifiableSortedMap(conditions);
    }

    /** By name, the new value; empty deletes. */
    public SortedMap<String, Optional<Bytes>> changes() {
        return Collections.unmodifiableSortedMap(changes);
    }
}
