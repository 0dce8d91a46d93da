package io.kvorum.node.peer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/** The connections that came from peers, one per peer, and how far their directories were. Thread-safe. */
final class PeerSessions {
    private final Map<Integer, PeerSession> open = new ConcurrentHashMap<>();
    private final PeerSequences sequences;
    private final IntConsumer whenHeard;

    /** @param whenHeard is told of each node that proves to be alive and to reach this one; from the sockets' threads */
    PeerSessions(PeerSequences sequences, IntConsumer whenHeard) {
        this.sequences = sequences;
        this.whenHeard = whenHeard;
    }

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

    void heard(PeerSession session) {
        whenHeard.accept(session.node());
    }

    PeerSequences sequences() {
        return sequences;
    }
}
