package io.kvorum.replication.coordinate;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteIdIndex;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage.KnownRow;
import io.kvorum.replication.message.PeerMessage.RowAnswer;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.KeyDifference;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.replica.UndoneByEntries;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What replicas answered to one read, merged, and who of them lags behind the merged row. Only computes. */
final class ReadAnswers {
    private final ShardState shard;
    private final PartitionReplica replica;
    private final RowKey key;
    private final List<Version> askedWith;
    private final KnownRow digest;
    private final SortedMap<Integer, RowAnswer> answers = new TreeMap<>();

    /** What this replica answers: its row, clock and as-of at the start of the read, when it asked the others. */
    private final Row local;

    private final DotSet localClock;
    private final long localAsOfMillis;

    /** @param local the key's row at this replica */
    ReadAnswers(ShardState shard, PartitionReplica replica, RowKey key, Row local) {
        this.shard = shard;
        this.replica = replica;
        this.key = key;
        this.local = local;
        this.localClock = replica.clock();
        this.localAsOfMillis = replica.asOfMillis();
        this.askedWith = local.versions();
        this.digest = KeyDifference.digest(local, localClock);
    }

    /** What goes with the question, to all replicas alike: the row at the start of the read without its values. */
    KnownRow digest() {
        return digest;
    }

    void add(int node, RowAnswer answer) {
        answers.put(node, answer);
    }

    boolean has(int node) {
        return node == shard.node() || answers.containsKey(node);
    }

    /**
     * The row that all answers together show; what the log or an answer's entries know to be undone is not in it.
     *
     * <p>This replica counts with its row of the start, and so does its log: what has come since was not in the question, so
     * nobody could say that it is undone (a late attempt of a write that was replaced long ago would be shown); and by what
     * the log has learned since a value would be dropped of which the row does not show what replaced it.
     */
    FilledRow merged() {
        FilledRow merged = Rows.fill(row(), localClock);
        for (RowAnswer answer : answers.values()) {
            if (answer.row().isPresent()) {
                merged = Rows.merge(merged, answer.row().get());
            } else {
                DotSet context = answer.rowContext().join(answer.clock().bases());
                merged = Rows.merge(merged, new FilledRow(askedWith, context));
            }
        }
        Row row = new Row(merged.versions(), merged.context());
        if (!shard.makes(PlantedBug.WRITE_IDS_IGNORED)) {
            row = Rows.dropByWriteId(row, DotSet.EMPTY, new UndoneByEntries(index(), entries()));
        }
        return new FilledRow(row.versions(), row.context());
    }

    private Row row() {
        return shard.makes(PlantedBug.MERGE_THE_ROW_OF_NOW) ? replica.row(key) : local;
    }

    private WriteIdIndex index() {
        boolean ofNow = shard.makes(PlantedBug.MERGE_THE_ROW_OF_NOW)
                || shard.makes(PlantedBug.JUDGE_THE_ROW_OF_THE_START_BY_THE_LOG_OF_NOW);
        return ofNow ? replica.log() : replica.log().knownBy(localClock);
    }

    /** The log entries that came with the answers. */
    List<LogEntry> entries() {
        Set<LogEntry> entries = new LinkedHashSet<>();
        answers.values().forEach(answer -> entries.addAll(answer.entries()));
        return new ArrayList<>(entries);
    }

    /** Does this replica itself lack something that an answer brought? */
    boolean localLags(FilledRow merged) {
        List<Dot> live = Rows.fill(local, localClock).liveDots();
        return !live.equals(merged.liveDots())
                || answers.values().stream().anyMatch(answer -> answer.row().isPresent());
    }

    /** The nodes that answered and lack something of the merged row; this node is never among them. */
    List<Integer> laggards(FilledRow merged) {
        List<Integer> laggards = new ArrayList<>();
        for (Map.Entry<Integer, RowAnswer> entry : answers.entrySet()) {
            if (lags(entry.getValue(), merged)) {
                laggards.add(entry.getKey());
            }
        }
        return laggards;
    }

    private boolean lags(RowAnswer answer, FilledRow merged) {
        if (!liveDots(answer).equals(merged.liveDots())) {
            return true;
        }
        if (shard.makes(PlantedBug.DIGEST_IGNORES_SIBLINGS)) {
            return false;
        }
        if (new KeyDifference(replica, shard.config()).knowsMore(key, local, answer.rowContext(), answer.clock())) {
            return true;
        }
        // Something that a third replica brought, which this one's log cannot judge.
        DotSet theirs = answer.rowContext().join(answer.clock().bases());
        return answers.size() > 1
                && answers.values().stream().anyMatch(other -> other.row().isPresent())
                && !theirs.containsAll(merged.context());
    }

    /** Nodes whose live versions were not those of the merged row. */
    List<Integer> disagreed(FilledRow merged) {
        List<Integer> nodes = new ArrayList<>();
        if (!Rows.fill(local, localClock).liveDots().equals(merged.liveDots())) {
            nodes.add(shard.node());
        }
        answers.forEach((node, answer) -> {
            if (!liveDots(answer).equals(merged.liveDots())) {
                nodes.add(node);
            }
        });
        return nodes;
    }

    private List<Dot> liveDots(RowAnswer answer) {
        return answer.row()
                .map(FilledRow::liveDots)
                .orElseGet(() -> askedWith.stream().map(Version::dot).toList());
    }

    long asOfMillis() {
        long asOf = shard.makes(PlantedBug.AS_OF_OF_THE_ANSWER) ? replica.asOfMillis() : localAsOfMillis;
        for (RowAnswer answer : answers.values()) {
            asOf = Math.max(asOf, answer.asOfMillis());
        }
        return asOf;
    }
}
