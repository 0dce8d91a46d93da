package io.kvorum.bench.workload;

import java.util.Locale;

/** The kinds of operations that a workload mixes. */
public enum Op {
    READ,
    /** Overwrites a key of those that were loaded or inserted. */
    UPDATE,
    /** Writes the next new key. */
    INSERT,
    /** Reads some rows from a key on. */
    SCAN,
    /** Reads a key, then overwrites it; timed as one. */
    READ_MODIFY_WRITE,
    DELETE;

    /** As results name it, for example {@code read-modify-write}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
