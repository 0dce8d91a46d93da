package io.kvorum.client;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.row.WriteId;
import java.time.Instant;
import java.util.Optional;

/**
 * One of the live values of a key, with the event that made it and the client's name for that write.
 *
 * @param expiresAt by cluster time; empty if never
 */
public record Sibling<V>(V value, Dot dot, WriteId writeId, Optional<Instant> expiresAt) {
    /** One that never expires. */
    public Sibling(V value, Dot dot, WriteId writeId) {
        this(value, dot, writeId, Optional.empty());
    }
}
