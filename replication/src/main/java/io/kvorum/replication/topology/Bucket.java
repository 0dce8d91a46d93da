package io.kvorum.replication.topology;

import io.kvorum.replication.quorum.Level;

/**
 * A named collection of keys.
 *
 * @param id never reused, also not by a bucket of the same name that is created later
 * @param read default level of reads
 * @param write default level of writes
 * @param sloppy whether fallbacks count for writes by default
 * @param maxSiblings a write that would leave more live versions is refused
 */
public record Bucket(
        int id, String name, Placement placement, Level read, Level write, boolean sloppy, int maxSiblings) {
    public static final String DEFAULT_NAME = "default";
    /** The default of {@code maxSiblings}, and the most that a bucket may allow. */
    public static final int MOST_SIBLINGS = 32;

    Bucket withId(int newId) {
        return new Bucket(newId, name, placement, read, write, sloppy, maxSiblings);
    }

    Bucket withPlacement(Placement newPlacement) {
        return new Bucket(id, name, newPlacement, read, write, sloppy, maxSiblings);
    }

    Bucket withRead(Level newRead) {
        return new Bucket(id, name, placement, newRead, write, sloppy, maxSiblings);
    }

    Bucket withWrite(Level newWrite) {
        return new Bucket(id, name, placement, read, newWrite, sloppy, maxSiblings);
    }

    Bucket withSloppy(boolean newSloppy) {
        return new Bucket(id, name, placement, read, write, newSloppy, maxSiblings);
    }

    Bucket withMaxSiblings(int newMaxSiblings) {
        return new Bucket(id, name, placement, read, write, sloppy, newMaxSiblings);
    }
}
