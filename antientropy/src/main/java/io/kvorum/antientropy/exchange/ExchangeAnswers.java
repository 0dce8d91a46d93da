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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Builds the answer to an exchange: the rows and log entries behind the dots that the asker lacks, up to one page. What is about a
 * key whose row is damaged here is left out, and said to be.
 */
final class ExchangeAnswers {
    /** So many pages of log entries are looked at for one, when much of them is withheld. */
    private static final int LOOKED_AT_PAGES = 16;

    private final ShardState shard;
    private final PartitionReplica replica;
    private final Map<RowKey, Row> rows = new TreeMap<>();
    private final Map<Dot, LogEntry> entries = new LinkedHashMap<>();
    private final List<Dot> shipped = new ArrayList<>();
    private boolean pruned;
    private boolean more;
    private final List<Dot> withheld = new ArrayList<>();
    private final Set<RowKey> damaged = new TreeSet<>();
    private int bytes;

    private ExchangeAnswers(ShardState shard, PartitionReplica replica) {
        this.shard = shard;
        this.replica = replica;
    }

    static ExchangeAnswer answer(ShardState shard, PartitionReplica replica, ExchangeRequest request) {
        ExchangeAnswers page = new ExchangeAnswers(shard, replica);
        DotSet missing = replica.clock().minus(request.clock()).minus(request.passOver());
        page.collect(missing, request.clock());
        List<ShippedRow> rows = new ArrayList<>();
        page.rows.forEach((key, row) -> rows.add(new ShippedRow(key, row)));
        return new ExchangeAnswer(
                request.partition(),
                request.round(),
                request.actor(),
                request.clock(),
                shard.actor(),
                replica.clock(),
                shard.now().wallMillis(),
                DotSet.of(page.shipped),
                DotSet.of(page.withheld),
                page.pruned,
                page.more,
                replica.horizonMillis(),
                rows,
                new ArrayList<>(page.entries.values()));
    }

    /** In the order of the log, so that what the log has forgotten never stands in the way of what it still knows. */
    private void collect(DotSet missing, DotSet askerClock) {
        for (Actor actor : missing.actors()) {
            if (!collect(actor, missing, askerClock.base(actor))) {
                more = true;
                return;
            }
        }
        pruned = shipped.size() + withheld.size() < missing.size();
    }

    /** @return false if the page is full */
    private boolean collect(Actor actor, DotSet missing, long askerBase) {
        long above = askerBase;
        while (true) {
            int room = room();
            List<LogEntry> known = replica.log().first(actor, above, missing, room);
            for (LogEntry entry : known) {
                if (bytes >= shard.limits().exchangePageBytes()) {
                    return false;
                }
                add(entry);
                above = entry.dot().counter();
            }
            if (room() <= 0) {
                return false;
            }
            // What was withheld takes no room.
            if (known.size() < room) {
                return true;
            }
        }
    }

    private int room() {
        int page = shard.limits().exchangePageDots();
        return Math.min(page - shipped.size(), LOOKED_AT_PAGES * page - withheld.size());
    }

    private void add(LogEntry entry) {
        if (addRow(entry.key())) {
            shipped.add(entry.dot());
            addEntry(entry);
        } else {
            withheld.add(entry.dot());
        }
    }

    private void addEntry(LogEntry entry) {
        if (entries.put(entry.dot(), entry) == null) {
            bytes += 48
                    + entry.key().key().length()
                    + entry.key().sub().length()
                    + 24 * entry.removedIds().size();
        }
    }

    /** @return false if the row is damaged */
    private boolean addRow(RowKey key) {
        if (rows.containsKey(key)) {
            return true;
        }
        if (damaged.contains(key)) {
            return false;
        }
        Optional<Row> readable = replica.readable(key);
        if (readable.isEmpty() && !shard.makes(PlantedBug.DAMAGED_ROW_SHIPPED_AS_NONE)) {
            damaged.add(key);
            return false;
        }
        Row row = readable.orElse(Row.EMPTY);
        rows.put(key, row);
        bytes += 16 + key.key().length() + key.sub().length();
        for (Version version : row.versions()) {
            bytes += 32 + version.value().length();
            replica.log().entry(version.dot()).ifPresent(this::addEntry);
        }
        return true;
    }
}
