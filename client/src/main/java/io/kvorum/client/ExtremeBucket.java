package io.kvorum.client;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.cell.Updates;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Registers that keep the highest number of all that were written, in a bucket of type {@code max-register}, or the lowest, in one of
 * type {@code min-register}. Immutable and safe for use by many threads.
 */
public final class ExtremeBucket<K> {
    private final KeyedCell<K> cell;

    ExtremeBucket(KeyedCell<K> cell) {
        this.cell = cell;
    }

    public String name() {
        return cell.bucket().name();
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public ExtremeBucket<K> reading(ReadOptions options) {
        return new ExtremeBucket<>(cell.reading(options));
    }

    /** The same bucket with other options for updates; see {@link TypedBucket#writing}. */
    public ExtremeBucket<K> writing(WriteOptions options) {
        return new ExtremeBucket<>(cell.writing(options));
    }

    /** The same bucket, used within a session. */
    public ExtremeBucket<K> in(Session session) {
        return new ExtremeBucket<>(cell.in(session));
    }

    /** The highest, or the lowest, number of all; empty if there is none. */
    public Reading<OptionalLong> get(K key) {
        return cell.get(key, this::extreme);
    }

    public CompletionStage<Reading<OptionalLong>> getAsync(K key) {
        return cell.getAsync(key, this::extreme);
    }

    private OptionalLong extreme(List<Version> live) {
        return isMax() ? Cells.highest(live) : Cells.lowest(live);
    }

    private boolean isMax() {
        return cell.type() == CellType.MAX_REGISTER;
    }

    /** Makes it the number, unless what is there is higher, or lower. */
    public Written update(K key, long number) {
        return cell.update("update", key, including(number));
    }

    public CompletionStage<Written> updateAsync(K key, long number) {
        return cell.updateAsync(key, including(number));
    }

    private TypedBucket.Change including(long number) {
        return seen -> {
            Bytes operand = (isMax() ? Updates.highest(seen, number) : Updates.lowest(seen, number)).toBytes();
            return millis -> Optional.of(operand);
        };
    }

    /** Deletes what it was shown; what another update has written meanwhile stays. */
    public Written delete(K key) {
        return cell.delete(key);
    }

    public CompletionStage<Written> deleteAsync(K key) {
        return cell.deleteAsync(key);
    }
}
