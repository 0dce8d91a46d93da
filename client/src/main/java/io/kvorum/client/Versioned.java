package io.kvorum.client;

/**
 * A value of a strong bucket.
 *
 * @param version of the update that wrote it; greater than that of every value before, also over deletes
 * @param linearizable false: one replica's, which may be stale, or never be decided
 */
public record Versioned<V>(V value, long version, boolean linearizable, Receipt receipt) {}
