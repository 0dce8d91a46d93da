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
        private boolean isAhead;

        private Lane(long session) {
            this.session = session;
        }

        /** @param aboveMillis it is issued later than this, be that ahead of the cluster's time */
        WriteId next(long clusterMillis, long aboveMillis) {
            isAhead = aboveMillis >= clusterMillis;
            lastIssuedAtMillis = Math.max(Math.max(clusterMillis, aboveMillis + 1), lastIssuedAtMillis + 1);
            return new WriteId(session, ++sequence, lastIssuedAtMillis);
        }
    }

    /** The one that was used last: idle ones are forgotten by the registers in their time. */
    synchronized Lane take() {
        Lane lane = free.pollFirst();
        return lane == null ? new Lane(random.nextLong()) : lane;
    }

    /**
     * What was issued ahead of time would make the next one so as well, also for a register that has no such horizon.
     *
     * @param certain whether it is known what became of its update; otherwise nothing is issued on it any more
     */
    synchronized void giveBack(Lane lane, boolean certain) {
        if (certain && !lane.isAhead) {
            free.addFirst(lane);
        }
    }
}
