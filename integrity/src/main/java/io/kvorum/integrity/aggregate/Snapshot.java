package io.kvorum.integrity.aggregate;

import io.kvorum.crdt.codec.Bytes;

/**
 * The state after some event, so that a rebuild can begin there.
 *
 * @param lastEvent number of the event, from 1
 * @param lastEventHash content hash of that event: with another one in the log the snapshot is not used
 * @param schemaVersion of the state; with another one than the type's the snapshot is not used
 */
public record Snapshot(long lastEvent, Bytes lastEventHash, int schemaVersion, Bytes state) {}
