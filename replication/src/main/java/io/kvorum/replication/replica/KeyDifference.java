package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Shown;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.Beyond;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage.KnownRow;
import io.kvorum.replication.message.RowKey;
import java.util.List;
import java.util.Optional;

/**
 * Does one replica know something of a key that another does not? The live dots say nothing of removals, and whole clocks
 * differ whenever a write to any other key is in flight; so the dots that the other clock lacks are looked up in the log:
 * only those of this key count.
 */
public final class KeyDifference {
    /** Beyond so many dots in flight it is cheaper to send the row than to look them all up. */
    private static final int MAX_LOOKUPS = 256;

    private final PartitionReplica replica;
    private final ShardConfig config;

    public KeyDifference(PartitionReplica replica, ShardConfig config) {
        this.replica = replica;
        this.config = config;
    }

    public static KnownRow digest(Row row, DotSet clock) {
        return new KnownRow(shown(row), row.context(), clock);
    }

    private static List<Shown> shown(Row row) {
        return row.versions().stream()
                .map(version -> new Shown(version.dot(), version.writeId()))
                .toList();
    }

    /** Does this replica's row hold anything that the asker should be sent, or do their live versions differ? */
    public boolean differs(RowKey key, KnownRow asker) {
        Row row = replica.row(key);
        if (config.makes(PlantedBug.DIGEST_IGNORES_SIBLINGS)) {
            return row.versions().isEmpty() != asker.live().isEmpty();
        }
        return !shown(row).equals(asker.live()) || knowsMore(key, row, asker.rowContext(), asker.clock());
    }

    /** Does this replica know of a dot of the key that is neither in that row context nor covered by that clock? */
    public boolean knowsMore(RowKey key, Row row, DotSet otherRowContext, DotSet otherClock) {
        return beyond(key, row, otherRowContext.join(otherClock.bases())) != Beyond.NOTHING;
    }

    /**
     * Does this replica know of an event of the key that the other one has not seen? Seen is what is in its clock, above holes,
     * too: a hole that nobody can fill any more must not leave all that is above it in doubt for ever.
     */
    public Beyond beyond(RowKey key, DotSet otherRowContext, DotSet otherClock) {
        DotSet seen = config.makes(PlantedBug.DAMAGE_JUDGED_BY_BASES) ? otherClock.bases() : otherClock;
        return beyond(key, replica.row(key), otherRowContext.join(seen));
    }

    private Beyond beyond(RowKey key, Row row, DotSet known) {
        if (replica.indexes().counters().isFolded(key)) {
            // Its row goes at one replica after the other.
            return Beyond.UNSURE;
        }
        if (!known.containsAll(row.context())) {
            return Beyond.SOMETHING;
        }
        DotSet news = replica.clock().minus(known);
        if (news.size() > MAX_LOOKUPS) {
            return Beyond.UNSURE;
        }
        boolean unsure = false;
        for (Dot dot : news.first(MAX_LOOKUPS)) {
            Optional<LogEntry> entry = replica.log().entry(dot);
            if (entry.isPresent() && entry.get().key().equals(key)) {
                return Beyond.SOMETHING;
            }
            unsure |= entry.isEmpty();
        }
        return unsure ? Beyond.UNSURE : Beyond.NOTHING;
    }
}
