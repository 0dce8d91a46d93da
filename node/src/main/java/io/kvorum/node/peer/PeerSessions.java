package io.kvorum.node.peer;

import io.kvorum.crdt.clock.Actor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that came from peers, one per peer, and what is known of their durable sequences. Thread-safe. */
final class PeerSessions {
    private record Known(Actor actor, long sequence) {}

    private final Map<Integer, PeerSession> open = new ConcurrentHashMap<>();
    private final Map<Integer, Known> known = new ConcurrentHashMap<>();

    /** Closes the peer's older connection; nothing of it is processed any more when this returns to the caller's step. */
    void opened(PeerSession session) {
        PeerSession older = open.put(session.node(), session);
        if (older != null && older != session) {
            older.replace();
        }
    }

    void closed(PeerSession session) {
        open.remove(session.node(), session);
    }

    void closeAll() {
        open.values().forEach(PeerSession::replace);
    }

    /**
     * A peer said how far it is.
     *
     * @return the highest sequence that it ever said under this actor
     */
    long known(int node, Actor actor, long sequence) {
        Known highest = known.merge(
                node,
                new Known(actor, sequence),
                (old, now) -> old.actor.equals(now.actor) && old.sequence >= now.sequence ? old : now);
        return highest.sequence;
    }
}
