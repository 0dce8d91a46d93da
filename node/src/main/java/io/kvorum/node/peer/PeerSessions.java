package io.kvorum.node.peer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that came from peers, one per peer, and how far their directories were. Thread-safe. */
final class PeerSessions {
    private final Map<Integer, PeerSession> open = new ConcurrentHashMap<>();
    private final PeerSequences sequences;

    PeerSessions(PeerSequences sequences) {
        this.sequences = sequences;
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

    PeerSequences sequences() {
        return sequences;
    }
}
