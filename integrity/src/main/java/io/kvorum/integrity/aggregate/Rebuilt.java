package io.kvorum.integrity.aggregate;

import io.kvorum.crdt.codec.Bytes;

/**
 * A state made from the log.
 *
 * @param lastEvent number of the last event that is in it; 0 if there is none
 * @param lastEventHash of that event; empty if there is none
 * @param applied so many events were applied; fewer than all if it began with a snapshot
 */
public record Rebuilt<S>(S state, long lastEvent, Bytes lastEventHash, long applied) {}
