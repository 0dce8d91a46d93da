package io.kvorum.antientropy.exchange;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage.ExchangeAnswer;
import io.kvorum.replication.message.PeerMessage.ExchangeRequest;
import io.kvorum.replication.message.PeerMessage.ShippedRow;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds the answer to an exchange: the rows and log entries behind the dots that the asker lacks, up to one page. */
final class ExchangeAnswers {
    private final ShardState shard;
    private final PartitionReplica replica;
    private final Map<RowKey, Row> rows = new TreeMap<>();
    private final Map<Dot, LogEntry> entries = new LinkedHashMap<>();
    private final List<Dot> shipped = new ArrayList<>();
    private boolean pruned;
    private boolean more;
    private boolean damaged;
    private int bytes;

    private ExchangeAnswers(ShardState shard, PartitionReplica replica) {
        this.shard = shard;
        this.replica = replica;
    }

    /** Empty if it would have to show a row that is damaged: without it, it would say that there is none. */
    static Optional<ExchangeAnswer> answer(ShardState shard, PartitionReplica replica, ExchangeRequest request) {
        ExchangeAnswers page = new ExchangeAnswers(shard, replica);
        DotSet missing = replica.clock().minus(request.clock());
        page.collect(missing, request.clock());
        if (page.damaged && !shard.makes(PlantedBug.DAMAGED_ROW_SHIPPED_AS_NONE)) {
            return Optional.empty();
        }
        List<ShippedRow> rows = new ArrayList<>();
        page.rows.forEach((key, row) -> rows.add(new ShippedRow(key, row)));
        return Optional.of(new ExchangeAnswer(
                request.partition(),
                request.round(),
                request.actor(),
                request.clock(),
                shard.actor(),
                replica.clock(),
                shard.now().wallMillis(),
                DotSet.of(page.shipped),
                page.pruned,
                page.more,
                replica.horizonMillis(),
                rows,
                new ArrayList<>(page.entries.values())));
    }

    /** In the order of the log, so that what the log has forgotten never stands in the way of what it still knows. */
    private void collect(DotSet missing, DotSet askerClock) {
        int limit = shard.limits().exchangePageDots();
        for (Actor actor : missing.actors()) {
            List<LogEntry> known = replica.log().first(actor, askerClock.base(actor), missing, limit - shipped.size());
            for (LogEntry entry : known) {
                if (bytes >= shard.limits().exchangePageBytes()) {
                    more = true;
                    return;
                }
                shipped.add(entry.dot());
                addEntry(entry);
                addRow(entry.key());
            }
            if (shipped.size() >= limit) {
                more = true;
                return;
            }
        }
        pruned = shipped.size() < missing.size();
    }

    private void addEntry(LogEntry entry) {
        if (entries.put(entry.dot(), entry) == null) {
            bytes += 48
                    + entry.key().key().length()
                    + entry.key().sub().length()
                    + 24 * entry.removedIds().size();
        }
    }

    private void addRow(RowKey key) {
        if (rows.containsKey(key)) {
            return;
        }
        Optional<Row> readable = replica.readable(key);
        damaged |= readable.isEmpty();
        Row row = readable.orElse(Row.EMPTY);
        rows.put(key, row);
        bytes += 16 + key.key().length() + key.sub().length();
        for (Version version : row.versions()) {
            bytes += 32 + version.value().length();
            replica.log().entry(version.dot()).ifPresent(this::addEntry);
        }
    }
}
