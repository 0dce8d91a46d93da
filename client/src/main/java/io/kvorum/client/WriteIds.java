package io.kvorum.client;

import io.kvorum.crdt.row.WriteId;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Names for writes: a random number, a count, and the cluster time. */
final class WriteIds {
    private final long session = new SecureRandom().nextLong();
    private final AtomicLong sequence = new AtomicLong();

    long session() {
        return session;
    }

    WriteId next(long clusterMillis) {
        return new WriteId(session, sequence.incrementAndGet(), clusterMillis);
    }
}
