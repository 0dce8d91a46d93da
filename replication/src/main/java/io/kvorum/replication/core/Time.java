package io.kvorum.replication.core;

/**
 * The time of one step.
 *
 * @param nanos monotonic; only differences mean anything
 * @param wallMillis milliseconds since 1970 by the node's clock; may jump; never trusted for safety
 */
public record Time(long nanos, long wallMillis) {}
