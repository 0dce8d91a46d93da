package io.kvorum.antientropy.damage;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import java.util.ArrayList;
import java.util.List;

/**
 * Which events of a key this replica has seen and the others have not, by its log. What the log has forgotten early is past the window
 * of its write id, so no message of it is taken for new.
 */
final class WritesKnownHere {
    private final PartitionReplica replica;

    WritesKnownHere(PartitionReplica replica) {
        this.replica = replica;
    }

    /**
     * What none of the others has seen, by their clocks as they are: below a hole that nobody can fill any more a base would stay for ever, and
     * call all new that came after it.
     *
     * @param theirs what the others have, merged
     * @param clocks of those whose row is whole
     */
    List<LogEntry> of(RowKey key, FilledRow theirs, List<DotSet> clocks) {
        DotSet news = replica.clock().minus(theirs.context()).minus(DotSet.of(theirs.liveDots()));
        for (DotSet clock : clocks) {
            news = news.minus(clock);
        }
        List<LogEntry> entries = new ArrayList<>();
        for (Dot dot : news.first(Integer.MAX_VALUE)) {
            replica.log().entry(dot).filter(entry -> entry.key().equals(key)).ifPresent(entries::add);
        }
        return entries;
    }
}
