package io.kvorum.node.config;

import java.time.Duration;

/** The limits of sockets and inboxes; those of the core are {@link io.kvorum.replication.core.Limits}. */
public record EdgeLimits(
        int maxFrameBytes,
        int maxConnections,
        int maxInFlightPerConnection,
        int maxInFlightBytesPerConnection,
        int maxKeysPerRequest,
        int inboxClientRequests,
        int inboxPeerMessages,
        long inboxBytes,
        long batchBytes,
        Duration defaultDeadline,
        Duration drainTimeout) {}
