package io.kvorum.antientropy.tree;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteIdIndex;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.Beyond;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage.ComparedRow;
import io.kvorum.replication.message.PeerMessage.KnownRow;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.KeyDifference;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.replica.UndoneByEntries;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.List;

/**
 * Damage or removal? One side shows a version that the other knows and does not have. If the other side knows of any event of
 * the key that the holder does not, or a log of the two says that the write was undone, then this is a removal that the
 * holder has still to learn of. If not, nothing can have removed the version: it was lost. As long as it is not known which keys
 * some dots are of, nothing is decided.
 */
final class RowJudge {
    /**
     * @param lostHere versions that this replica has lost
     * @param lostThere versions that the other one has lost
     * @param undecided nothing may be done before both know more
     */
    record Judgement(List<Version> lostHere, List<Version> lostThere, boolean undecided) {
        boolean isDamage() {
            return !lostHere.isEmpty() || !lostThere.isEmpty();
        }
    }

    private final ShardState shard;
    private final PartitionReplica replica;
    private final RowKey key;

    RowJudge(ShardState shard, PartitionReplica replica, RowKey key) {
        this.shard = shard;
        this.replica = replica;
        this.key = key;
    }

    /** @param asked what this replica had when it asked */
    Judgement judge(KnownRow asked, ComparedRow answer) {
        List<Version> here = knownButNotHere(answer.row(), answer.entries());
        List<Version> there = knownButNotThere(answer);
        boolean undecided = false;
        if (!here.isEmpty()) {
            Beyond beyond = beyond(answer.row(), answer.clock());
            undecided = beyond == Beyond.UNSURE;
            here = beyond == Beyond.NOTHING ? here : List.of();
        }
        if (!there.isEmpty()) {
            // What the other side said it knows is about the moment of the question.
            boolean hadThem = there.stream()
                    .allMatch(version ->
                            asked.live().stream().anyMatch(shown -> shown.dot().equals(version.dot())));
            Beyond beyond = shard.makes(PlantedBug.DAMAGE_WITHOUT_KNOWLEDGE) ? Beyond.NOTHING : answer.beyond();
            undecided |= beyond == Beyond.UNSURE || !hadThem;
            there = beyond == Beyond.NOTHING ? there : List.of();
        }
        return undecided ? new Judgement(List.of(), List.of(), true) : new Judgement(here, there, false);
    }

    /** Versions of another replica's row that this one has lost; none if it cannot be told. */
    List<Version> lostHere(Row theirs, DotSet theirClock, List<LogEntry> entries) {
        List<Version> lost = knownButNotHere(theirs, entries);
        return lost.isEmpty() || beyond(theirs, theirClock) == Beyond.NOTHING ? lost : List.of();
    }

    private Beyond beyond(Row theirs, DotSet theirClock) {
        return shard.makes(PlantedBug.DAMAGE_WITHOUT_KNOWLEDGE)
                ? Beyond.NOTHING
                : new KeyDifference(replica, shard.config()).beyond(key, theirs.context(), theirClock);
    }

    private List<Version> knownButNotHere(Row theirs, List<LogEntry> entries) {
        Row mine = replica.row(key);
        DotSet known = Rows.filledContext(mine, replica.clock());
        List<Version> missing = new ArrayList<>();
        for (Version version : theirs.versions()) {
            if (!mine.hasVersion(version.dot()) && known.contains(version.dot())) {
                missing.add(version);
            }
        }
        return notUndone(new Row(joined(mine.versions(), missing), known), missing, entries);
    }

    private List<Version> knownButNotThere(ComparedRow answer) {
        Row mine = replica.row(key);
        FilledRow theirs = Rows.fill(answer.row(), answer.clock());
        List<Version> missing = new ArrayList<>();
        for (Version version : mine.versions()) {
            if (!theirs.hasVersion(version.dot()) && theirs.context().contains(version.dot())) {
                missing.add(version);
            }
        }
        return notUndone(new Row(joined(theirs.versions(), missing), theirs.context()), missing, answer.entries());
    }

    private static List<Version> joined(List<Version> one, List<Version> other) {
        List<Version> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    /** @param row what the row would be with the missing versions */
    private List<Version> notUndone(Row row, List<Version> missing, List<LogEntry> entries) {
        if (missing.isEmpty()) {
            return missing;
        }
        WriteIdIndex index = new UndoneByEntries(replica.log(), entries);
        Row kept = Rows.dropByWriteId(row, DotSet.EMPTY, index);
        return missing.stream()
                .filter(version -> kept.hasVersion(version.dot()))
                .toList();
    }
}
