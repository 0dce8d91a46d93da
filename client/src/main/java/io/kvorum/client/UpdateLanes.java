package io.kvorum.client;

import io.kvorum.crdt.row.WriteId;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Names for updates of strong buckets. A register remembers the last update of each session, so a session may have one in
 * flight; each update takes a lane, a session of its own, until it has ended. Sequence and issue time of a lane grow. Thread-safe.
 */
final class UpdateLanes {
    private final SecureRandom random = new SecureRandom();
    private final Deque<Lane> free = new ArrayDeque<>();

    /** One session. Used by one update at a time. */
    static final class Lane {
        private final long session;
        private long sequence;
        private long lastIssuedAtMillis;

        private Lane(long session) {
            this.session = session;
        }

        WriteId next(long clusterMillis) {
            lastIssuedAtMillis = Math.max(clusterMillis, lastIssuedAtMillis + 1);
            return new WriteId(session, ++sequence, lastIssuedAtMillis);
        }
    }

    /** The one that was used last: idle ones are forgotten by the registers in their time. */
    synchronized Lane take() {
        Lane lane = free.pollFirst();
        return lane == null ? new Lane(random.nextLong()) : lane;
    }

    /** @param certain whether it is known what became of its update; otherwise nothing is issued on it any more */
    synchronized void giveBack(Lane lane, boolean certain) {
        if (certain) {
            free.addFirst(lane);
        }
    }
}
