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
    DELETE,
    /**
     * Reads a linearizable key and writes it if nobody has written meanwhile; reads and writes again until it was written;
     * timed as one.
     */
    COMPARE_AND_SET,
    /** Reads a linearizable key: no update that had ended before is missing. */
    SERIAL_READ;

    /** As results name it, for example {@code read-modify-write}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
