package io.kvorum.client;

import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Registers that keep all values which were set by writers that had not seen each other. Immutable and safe for use by many threads.
 */
public final class MultiValueBucket<K, V> {
    private final TypedBucket bucket;
    private final Codec<K> keys;
    private final Codec<V> values;

    MultiValueBucket(TypedBucket bucket, Codec<K> keys, Codec<V> values) {
        this.bucket = bucket;
        this.keys = keys;
        this.values = values;
    }

    public String name() {
        return bucket.name();
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public MultiValueBucket<K, V> reading(ReadOptions options) {
        return new MultiValueBucket<>(bucket.reading(options), keys, values);
    }

    /** The same bucket with other options for updates; see {@link TypedBucket#writing}. */
    public MultiValueBucket<K, V> writing(WriteOptions options) {
        return new MultiValueBucket<>(bucket.writing(options), keys, values);
    }

    /** The same bucket, used within a session. */
    public MultiValueBucket<K, V> in(Session session) {
        return new MultiValueBucket<>(bucket.in(session), keys, values);
    }

    /** All values that no other write had seen; usually one, or none. */
    public Reading<List<V>> get(K key) {
        TypedBucket.Place place = new TypedBucket.Place(keys.encode(key));
        return bucket.get(place, this::all).await("get " + place, false);
    }

    public CompletionStage<Reading<List<V>>> getAsync(K key) {
        return bucket.get(new TypedBucket.Place(keys.encode(key)), this::all).stage();
    }

    private List<V> all(List<Version> live) {
        return Cells.values(live).stream().map(values::decode).toList();
    }

    /** Replaces all values that it is shown by one. */
    public Written set(K key, V value) {
        TypedBucket.Place place = new TypedBucket.Place(keys.encode(key));
        return bucket.start(place, TypedBucket.Change.to(values.encode(value))).await("set " + place, true);
    }

    public CompletionStage<Written> setAsync(K key, V value) {
        return bucket.start(new TypedBucket.Place(keys.encode(key)), TypedBucket.Change.to(values.encode(value)))
                .stage();
    }

    /** Deletes what it was shown; what another update has written meanwhile stays. */
    public Written delete(K key) {
        TypedBucket.Place place = new TypedBucket.Place(keys.encode(key));
        return bucket.start(place, seen -> millis -> Optional.empty()).await("delete " + place, true);
    }

    public CompletionStage<Written> deleteAsync(K key) {
        return bucket.start(new TypedBucket.Place(keys.encode(key)), seen -> millis -> Optional.empty())
                .stage();
    }
}
