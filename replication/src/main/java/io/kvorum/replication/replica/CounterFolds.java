package io.kvorum.replication.replica;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.StoredRows;
import java.util.Optional;

/** What folding the counters of a partition asks of one replica: that it takes no late increments, and that it drops rows whose sum it has. */
public final class CounterFolds {
    private final FoldFloor floor;
    private final CounterIndex counters;
    private final StoredRows rows;
    private final RowSaves saves;
    private final DotLog log;

    CounterFolds(FoldFloor floor, CounterIndex counters, StoredRows rows, RowSaves saves, DotLog log) {
        this.floor = floor;
        this.counters = counters;
        this.rows = rows;
        this.saves = saves;
        this.log = log;
    }

    /** The issue time up to which no new increments are taken here; 0 if any is. */
    public long floorMillis() {
        return floor.millis();
    }

    /** From now on no new increments are taken that were issued up to this time. It never falls. */
    public void raiseFloor(long millis) {
        floor.raise(millis);
    }

    /** Is it an increment, new here, of a time of which none is taken any more? What this node itself writes to its row adds nothing. */
    boolean refuses(RowKey key, Mutation mutation) {
        return mutation.value().isPresent() && refuses(key, mutation.writeId());
    }

    /** Is it an increment, not known here, of a time of which none is taken any more? */
    public boolean refuses(RowKey key, WriteId id) {
        // What is folded here would not count, however low the floor of a new disk is.
        return CellType.isIncrement(key.sub()) && (floor.refuses(id.issuedAtMillis()) || counters.isFolded(key));
    }

    /**
     * Drops rows of folded increments of a counter: those of which the log has forgotten all dots. As long as it knows one, the row may be asked
     * for by it. Rows are in the order of their issue: behind the first one that the log knows nothing is looked at.
     *
     * @param limit how many rows to look at
     * @return how many were
     */
    public int drop(RowKey counter, CellType type, int limit) {
        int looked = 0;
        for (RowKey key : counters.foldedRows(counter, type, limit)) {
            looked++;
            byte[] stored = Keys.row(rows.partition(), key);
            // A damaged one is replaced first.
            Optional<Row> row = rows.read(stored);
            if (row.isEmpty() || isInLog(row.get())) {
                break;
            }
            saves.dropFolded(key, stored, row.get());
        }
        return looked;
    }

    private boolean isInLog(Row row) {
        for (Version version : row.versions()) {
            if (log.entry(version.dot()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** The row in which a counter keeps the sum of those of its increments that are folded. */
    public static RowKey foldOf(RowKey counter, CellType type) {
        return new RowKey(counter.bucket(), counter.key(), Increments.fold(type.sub(Bytes.EMPTY)));
    }
}
