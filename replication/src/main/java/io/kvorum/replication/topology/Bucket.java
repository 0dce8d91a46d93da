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
        int id, String name, Placement placement, Level read, Level write, boolean sloppy, int maxSiblings) {}
