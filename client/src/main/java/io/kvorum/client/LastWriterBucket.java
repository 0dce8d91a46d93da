package io.kvorum.client;

import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.cell.Updates;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Registers in which the last write wins. A write that has seen another one wins over it. Of writes that have not seen each other the one
 * with the later issue time does, as clocks go: where that matters, use a strong bucket. Immutable and safe for use by many threads.
 */
public final class LastWriterBucket<K, V> {
    private final KeyedCell<K> cell;
    private final Codec<V> values;

    LastWriterBucket(KeyedCell<K> cell, Codec<V> values) {
        this.cell = cell;
        this.values = values;
    }

    public String name() {
        return cell.bucket().name();
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public LastWriterBucket<K, V> reading(ReadOptions options) {
        return new LastWriterBucket<>(cell.reading(options), values);
    }

    /** The same bucket with other options for updates; see {@link TypedBucket#writing}. */
    public LastWriterBucket<K, V> writing(WriteOptions options) {
        return new LastWriterBucket<>(cell.writing(options), values);
    }

    /** The same bucket, used within a session. */
    public LastWriterBucket<K, V> in(Session session) {
        return new LastWriterBucket<>(cell.in(session), values);
    }

    /** The last value; empty if there is none. */
    public Reading<Optional<V>> get(K key) {
        return cell.get(key, this::last);
    }

    public CompletionStage<Reading<Optional<V>>> getAsync(K key) {
        return cell.getAsync(key, this::last);
    }

    private Optional<V> last(List<Version> live) {
        return Cells.lastWritten(live).map(written -> values.decode(written.value()));
    }

    /** Sets the value. */
    public Written set(K key, V value) {
        return cell.update("set", key, setTo(values.encode(value)));
    }

    public CompletionStage<Written> setAsync(K key, V value) {
        return cell.updateAsync(key, setTo(values.encode(value)));
    }

    private static TypedBucket.Change setTo(Bytes value) {
        return seen -> {
            Cells.lastWritten(seen);
            return millis -> Optional.of(Updates.lastWrite(seen, millis, value).toBytes());
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
