package io.kvorum.replication.feed;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply.FeedChange;
import io.kvorum.replication.storage.Keys;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads one page: the keys behind the dots that the consumer has not been shown, each once and with its present state, or rows
 * of a snapshot. A page has at least one change if there is one, and ends when it is full, or when so much has been looked at
 * that requests would wait.
 *
 * <p>A key whose row is damaged here is shown by another replica: a page in which it would be is {@link #isBlocked}. If no replica can
 * show it the others go on, and the position says that the consumer has not been shown its changes; they come when the row is
 * replaced, or given up.
 */
final class FeedScan {
    private static final int PAGE_BYTES = 1 << 20;
    private static final int CHANGE_BYTES = 48;

    private final PartitionReplica replica;
    private final ShardConfig config;
    private final int bucket;
    private final Bytes prefix;
    private final Actor self;
    private final List<FeedChange> changes = new ArrayList<>();
    private final Set<RowKey> unreadable = new TreeSet<>();
    private boolean blocked;
    /** What the shown rows may know of. */
    private DotSet known = DotSet.EMPTY;

    private int bytes;

    FeedScan(PartitionReplica replica, ShardConfig config, int bucket, Bytes prefix, Actor self) {
        this.replica = replica;
        this.config = config;
        this.bucket = bucket;
        this.prefix = prefix;
        this.self = self;
    }

    /**
     * What was read.
     *
     * @param position after it
     * @param more whether there is more at once
     * @param whole nothing was left out, since no replica can show it
     */
    record Page(List<FeedChange> changes, FeedPosition position, boolean more, boolean whole) {}

    /** Would the page have to show a row that is damaged here? Then it is not to be given. */
    boolean isBlocked() {
        return blocked;
    }

    /** @param rotation with another number each time all actors have their turn, also when one is never done */
    Page changes(FeedPosition from, int limit, long rotation) {
        DotSet clock = replica.clock();
        Set<RowKey> keys = new LinkedHashSet<>();
        ChangedKeys changed = new ChangedKeys(replica, from.dots());
        DotSet shown = changed.visit(rotation, new ChangedKeys.Visitor() {
            @Override
            public boolean visit(RowKey key, ChangedKeys.Place place) {
                return add(key, keys);
            }

            @Override
            public boolean isFull() {
                return FeedScan.this.isFull(limit);
            }
        });
        DotSet withheld = changed.withheld();
        // Without any progress the same would be asked again at once.
        blocked |= !withheld.isEmpty() && shown.equals(from.dots());
        boolean more = !shown.join(withheld).containsAll(clock);
        DotSet position = more && config.makes(PlantedBug.FEED_POSITION_IS_THE_CLOCK) ? clock : shown;
        FeedPosition after = new FeedPosition(position, stillAhead(from, position), self, Bytes.EMPTY);
        return new Page(changes, after, more, withheld.isEmpty());
    }

    /** @return false if no replica can show it */
    private boolean add(RowKey key, Set<RowKey> keys) {
        if (unreadable.contains(key)) {
            return false;
        }
        if (!isWanted(key) || !keys.add(key)) {
            return true;
        }
        Optional<Row> row = replica.readable(key);
        if (row.isPresent()) {
            add(key, row.get());
            return true;
        }
        if (config.makes(PlantedBug.FEED_PASSES_OVER_DAMAGED_ROWS)) {
            return true;
        }
        blocked |= !replica.damaged().isEverywhere(key);
        unreadable.add(key);
        return false;
    }

    /**
     * Changes since the beginning of the snapshot, and then the next rows of it: were changes left for its end, one that takes
     * longer than the log reaches would never end.
     */
    Page changesAndSnapshot(FeedPosition from, int limit, long rotation) {
        FeedPosition after = changes(from, Math.max(1, limit / 2), rotation).position();
        // What changes wait for is no reason for the rows to wait.
        blocked &= unreadable.stream().anyMatch(key -> !replica.damaged().isEverywhere(key));
        return snapshot(new FeedPosition(after.dots(), after.ahead(), self, from.cursor()), limit);
    }

    /** At least one row is looked at. */
    private Page snapshot(FeedPosition from, int limit) {
        byte[] start = Keys.successor(from.cursor().array());
        Bytes[] next = {Bytes.EMPTY};
        int[] left = {ChangedKeys.MAX_LOOKED_AT};
        replica.scanRows(start, (stored, row) -> {
            RowKey key = Keys.rowKey(stored);
            if (isWanted(key) && !row.versions().isEmpty()) {
                add(key, row);
            }
            if (--left[0] == 0 || isFull(limit)) {
                next[0] = Bytes.of(stored);
                return false;
            }
            return true;
        });
        // At its end what the consumer was not shown counts as gone.
        byte[] end = next[0].isEmpty() ? Keys.partitionEnd(replica.partition()) : Keys.successor(next[0].array());
        blocked |=
                replica.damaged().isAny(key -> isWanted(key) && Keys.isBetween(replica.partition(), key, start, end));
        return new Page(
                changes,
                new FeedPosition(from.dots(), stillAhead(from, from.dots()), self, next[0]),
                !next[0].isEmpty(),
                true);
    }

    /** The cursor of a snapshot that has not begun. */
    static Bytes beforeFirst(int partition) {
        return Bytes.of(Keys.partition(partition));
    }

    private boolean isWanted(RowKey key) {
        return key.bucket() == bucket && key.key().startsWith(prefix);
    }

    private boolean isFull(int limit) {
        return changes.size() >= limit || bytes >= PAGE_BYTES;
    }

    private void add(RowKey key, Row row) {
        List<Version> shown = Rows.shown(row.versions());
        changes.add(new FeedChange(key.key(), key.sub(), shown));
        known = known.join(replica.clock()).join(row.context());
        bytes += CHANGE_BYTES + key.key().length() + key.sub().length();
        for (Version version : shown) {
            bytes += CHANGE_BYTES + version.value().length();
        }
    }

    private DotSet stillAhead(FeedPosition from, DotSet shown) {
        return config.makes(PlantedBug.FEED_FORGETS_WHAT_ROWS_KNEW)
                ? DotSet.EMPTY
                : from.ahead().join(known).minus(shown);
    }
}
