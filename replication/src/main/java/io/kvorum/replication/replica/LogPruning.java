package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.message.LogEntry;
import java.util.Collection;

/**
 * When a log entry may be forgotten: every replica has sent a clock that was taken after the window of its id and of the
 * ids that it names, these clocks hold its dot, and this replica's clock holds all that they hold. A clock taken earlier
 * does not do: its replica may have taken a retry of the same write afterwards.
 */
public final class LogPruning {
    private LogPruning() {}

    /**
     * A replica's clock.
     *
     * @param takenAtMillis by that replica's wall time
     */
    public record TakenClock(DotSet clock, long takenAtMillis) {}

    /** The latest issue time among the ids that the entry carries or names. */
    public static long lastIssue(LogEntry entry) {
        long last = entry.writeId().issuedAtMillis();
        for (WriteId removed : entry.removedIds()) {
            last = Math.max(last, removed.issuedAtMillis());
        }
        return last;
    }

    /**
     * May the entry go before every replica has what is behind it, because the log is crowded? Nobody takes a write of its id
     * for new any more, and it names no other write: that one is gone is kept until all know it. A replica that lacks its dot
     * gets all rows instead.
     *
     * @param nowMillis this node's wall time
     * @param marginMillis the window and the clock skew that is tolerated
     */
    public static boolean mayGoEarly(LogEntry entry, long nowMillis, long marginMillis) {
        return entry.removedIds().isEmpty() && nowMillis > lastIssue(entry) + marginMillis;
    }

    /**
     * @param clocks one of each replica of the partition, this one included, all contained in this replica's clock
     * @param marginMillis the window and the clock skew that is tolerated
     */
    public static boolean isForgettable(LogEntry entry, Collection<TakenClock> clocks, long marginMillis) {
        long after = lastIssue(entry) + marginMillis;
        Dot dot = entry.dot();
        for (TakenClock taken : clocks) {
            if (taken.takenAtMillis() <= after || !taken.clock().contains(dot)) {
                return false;
            }
        }
        return true;
    }
}
