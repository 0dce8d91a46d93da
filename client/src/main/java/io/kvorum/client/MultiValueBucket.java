package io.kvorum.client;

import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Registers that keep all values which were set by writers that had not seen each other. Immutable and safe for use by many threads.
 */
public final class MultiValueBucket<K, V> {
    private final KeyedCell<K> cell;
    private final Codec<V> values;

    MultiValueBucket(KeyedCell<K> cell, Codec<V> values) {
        this.cell = cell;
        this.values = values;
    }

    public String name() {
        return cell.bucket().name();
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public MultiValueBucket<K, V> reading(ReadOptions options) {
        return new MultiValueBucket<>(cell.reading(options), values);
    }

    /** The same bucket with other options for updates; see {@link TypedBucket#writing}. */
    public MultiValueBucket<K, V> writing(WriteOptions options) {
        return new MultiValueBucket<>(cell.writing(options), values);
    }

    /** The same bucket, used within a session. */
    public MultiValueBucket<K, V> in(Session session) {
        return new MultiValueBucket<>(cell.in(session), values);
    }

    /** All values that no other write had seen; usually one, or none. */
    public Reading<List<V>> get(K key) {
        return cell.get(key, this::all);
    }

    public CompletionStage<Reading<List<V>>> getAsync(K key) {
        return cell.getAsync(key, this::all);
    }

    private List<V> all(List<Version> live) {
        return Cells.values(live).stream().map(values::decode).toList();
    }

    /** Replaces all values that it is shown by one. */
    public Written set(K key, V value) {
        return cell.update("set", key, TypedBucket.Change.to(values.encode(value)));
    }

    public CompletionStage<Written> setAsync(K key, V value) {
        return cell.updateAsync(key, TypedBucket.Change.to(values.encode(value)));
    }

    /** Deletes what it was shown; what another update has written meanwhile stays. */
    public Written delete(K key) {
        return cell.delete(key);
    }

    public CompletionStage<Written> deleteAsync(K key) {
        return cell.deleteAsync(key);
    }
}
