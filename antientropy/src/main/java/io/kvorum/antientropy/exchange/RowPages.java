package io.kvorum.antientropy.exchange;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage.PageAnswer;
import io.kvorum.replication.message.PeerMessage.PageRequest;
import io.kvorum.replication.message.PeerMessage.ShippedRow;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.tree.HashRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads one page for a replica that cannot catch up by the log: the rows of the ranges that it asks for, and between them, in the same
 * order, those whose context is not yet stripped. Sums do not cover contexts: who takes over the clock without these would pass
 * over what they know to be removed.
 */
final class RowPages {
    private final ShardState shard;
    private final PartitionReplica replica;
    private final PageRequest request;
    private final Limits limits;
    private final List<ShippedRow> rows = new ArrayList<>();
    private Optional<byte[]> next = Optional.empty();
    private int bytes;

    private RowPages(ShardState shard, PartitionReplica replica, PageRequest request) {
        this.shard = shard;
        this.replica = replica;
        this.request = request;
        this.limits = shard.limits();
    }

    static PageAnswer read(ShardState shard, PartitionReplica replica, PageRequest request) {
        RowPages page = new RowPages(shard, replica, request);
        page.collect();
        List<LogEntry> entries = new ArrayList<>();
        for (ShippedRow shipped : page.rows) {
            entries.addAll(replica.entriesOf(
                    shipped.row().versions().stream().map(Version::dot).toList()));
        }
        return new PageAnswer(
                replica.partition(),
                request.round(),
                shard.actor(),
                request.from(),
                page.next.map(Bytes::of).orElse(Bytes.EMPTY),
                replica.clock(),
                shard.now().wallMillis(),
                replica.horizonMillis(),
                page.rows,
                entries,
                shard.makes(PlantedBug.DAMAGED_ROW_SHIPPED_AS_NONE)
                        ? List.of()
                        : List.copyOf(replica.damaged().keys()));
    }

    private void collect() {
        byte[] from = from(request, replica.partition());
        byte[] until = until(request, replica.partition());
        for (HashRange range : request.ranges()) {
            byte[] start = max(from, Keys.rows(replica.partition(), range.start()));
            byte[] end = min(until, Keys.rowsAfter(replica.partition(), range.last()));
            if (Arrays.compareUnsigned(start, end) < 0) {
                collectUnstripped(from, start);
                if (next.isEmpty()) {
                    replica.scanRows(start, end, this::take);
                }
                from = end;
            }
            if (next.isPresent()) {
                return;
            }
        }
        collectUnstripped(from, until);
    }

    private void collectUnstripped(byte[] from, byte[] until) {
        if (Arrays.compareUnsigned(from, until) >= 0 || shard.makes(PlantedBug.UNSTRIPPED_ROWS_NOT_SHIPPED)) {
            return;
        }
        List<byte[]> marked = replica.unstripped(from, until, limits.exchangePageDots() + 1);
        for (byte[] stored : marked) {
            boolean goesOn = replica.readable(Keys.rowKey(stored))
                    .map(row -> row.isEmpty() || take(stored, row))
                    .orElse(true);
            if (!goesOn) {
                return;
            }
        }
        if (marked.size() > limits.exchangePageDots()) {
            next = Optional.of(Keys.successor(marked.get(marked.size() - 1)));
        }
    }

    /** @return false if the page is full: the row is for the next one */
    private boolean take(byte[] stored, Row row) {
        if (bytes >= limits.exchangePageBytes() || rows.size() >= limits.exchangePageDots()) {
            next = Optional.of(stored);
            return false;
        }
        rows.add(new ShippedRow(Keys.rowKey(stored), row));
        bytes += stored.length + 16;
        for (Version version : row.versions()) {
            bytes += 32 + version.value().length();
        }
        return true;
    }

    /** The stored key with which the page begins. */
    static byte[] from(PageRequest request, int partition) {
        return request.from().isEmpty()
                ? Keys.partition(partition)
                : request.from().array();
    }

    /** The stored key before which the pages of the request end. */
    static byte[] until(PageRequest request, int partition) {
        return request.until().isEmpty()
                ? Keys.partitionEnd(partition)
                : request.until().array();
    }

    private static byte[] max(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, other) >= 0 ? one : other;
    }

    private static byte[] min(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, other) <= 0 ? one : other;
    }
}
