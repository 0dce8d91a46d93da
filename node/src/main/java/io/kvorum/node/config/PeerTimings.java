package io.kvorum.node.config;

import java.time.Duration;

/**
 * How a connection to a peer is watched, and how much may wait on it.
 *
 * @param queueBytes messages that wait for one peer; beyond it they are dropped
 */
public record PeerTimings(
        Duration pingInterval,
        Duration deadAfter,
        Duration connectTimeout,
        Duration reconnectMin,
        Duration reconnectMax,
        long queueBytes) {}
