package io.kvorum.antientropy.damage;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which events of a key this replica has seen and the others have not, by its log. What the log has forgotten early is past the window
 * of its write id, so no message of it is taken for new.
 */
final class WritesKnownHere {
    /** Beyond so many dots the others are far behind: they will catch up. */
    private static final int MAX_LOOKUPS = 256;

    private final PartitionReplica replica;

    WritesKnownHere(PartitionReplica replica) {
        this.replica = replica;
    }

    /** @param theirs what the others have, merged; @return empty if it cannot be told now */
    Optional<List<LogEntry>> of(RowKey key, FilledRow theirs) {
        DotSet news = replica.clock().minus(theirs.context()).minus(DotSet.of(theirs.liveDots()));
        if (news.size() > MAX_LOOKUPS) {
            return Optional.empty();
        }
        List<LogEntry> entries = new ArrayList<>();
        for (Dot dot : news.first(MAX_LOOKUPS)) {
            replica.log().entry(dot).filter(entry -> entry.key().equals(key)).ifPresent(entries::add);
        }
        return Optional.of(entries);
    }
}
