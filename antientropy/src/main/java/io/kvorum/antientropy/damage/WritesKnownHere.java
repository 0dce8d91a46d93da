package io.kvorum.antientropy.damage;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which events of a key this replica has seen and the others have not, by its log. What the log has forgotten early is past the window
 * of its write id, so no message of it is taken for new. It is looked for in several steps; what has come since is looked at, too: the
 * row may have been whole for a while.
 */
final class WritesKnownHere {
    private final PartitionReplica replica;
    private final RowKey key;
    /** What the others have seen, and what was looked at here. */
    private DotSet known;

    private DotSet left;
    private final List<LogEntry> found = new ArrayList<>();

    /**
     * What none of the others has seen, by their clocks as they are: below a hole that nobody can fill any more a base would stay for ever, and
     * call all new that came after it.
     *
     * @param theirs what the others have, merged
     * @param clocks of those whose row is whole
     */
    WritesKnownHere(PartitionReplica replica, RowKey key, FilledRow theirs, List<DotSet> clocks) {
        this.replica = replica;
        this.key = key;
        DotSet theirDots = theirs.context().join(DotSet.of(theirs.liveDots()));
        for (DotSet clock : clocks) {
            theirDots = theirDots.join(clock);
        }
        this.known = theirDots;
        this.left = replica.clock().minus(known);
    }

    /** Looks at so many dots. @return how many there were */
    int step(int limit) {
        List<Dot> next = left.first(limit);
        for (Dot dot : next) {
            replica.log().entry(dot).filter(entry -> entry.key().equals(key)).ifPresent(found::add);
        }
        left = left.minus(DotSet.of(next));
        known = known.join(DotSet.of(next));
        if (left.isEmpty()) {
            left = replica.clock().minus(known);
        }
        return next.size();
    }

    boolean isDone() {
        return known.containsAll(replica.clock());
    }

    /** Once it {@link #isDone}. */
    List<LogEntry> found() {
        return Collections.unmodifiableList(found);
    }
}
