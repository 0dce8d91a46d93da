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
    private final TypedBucket bucket;
    private final Codec<K> keys;
    private final Codec<V> values;

    LastWriterBucket(TypedBucket bucket, Codec<K> keys, Codec<V> values) {
        this.bucket = bucket;
        this.keys = keys;
        this.values = values;
    }

    public String name() {
        return bucket.name();
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public LastWriterBucket<K, V> reading(ReadOptions options) {
        return new LastWriterBucket<>(bucket.reading(options), keys, values);
    }

    /** The same bucket with other options for updates; see {@link TypedBucket#writing}. */
    public LastWriterBucket<K, V> writing(WriteOptions options) {
        return new LastWriterBucket<>(bucket.writing(options), keys, values);
    }

    /** The same bucket, used within a session. */
    public LastWriterBucket<K, V> in(Session session) {
        return new LastWriterBucket<>(bucket.in(session), keys, values);
    }

    /** The last value; empty if there is none. */
    public Reading<Optional<V>> get(K key) {
        TypedBucket.Place place = new TypedBucket.Place(keys.encode(key));
        return bucket.get(place, this::last).await("get " + place, false);
    }

    public CompletionStage<Reading<Optional<V>>> getAsync(K key) {
        return bucket.get(new TypedBucket.Place(keys.encode(key)), this::last).stage();
    }

    private Optional<V> last(List<Version> live) {
        return Cells.lastWritten(live).map(written -> values.decode(written.value()));
    }

    /** Sets the value. */
    public Written set(K key, V value) {
        TypedBucket.Place place = new TypedBucket.Place(keys.encode(key));
        return bucket.start(place, setTo(values.encode(value))).await("set " + place, true);
    }

    public CompletionStage<Written> setAsync(K key, V value) {
        return bucket.start(new TypedBucket.Place(keys.encode(key)), setTo(values.encode(value)))
                .stage();
    }

    private static TypedBucket.Change setTo(Bytes value) {
        return seen -> {
            Cells.lastWritten(seen);
            return millis -> Optional.of(Updates.lastWrite(seen, millis, value).toBytes());
        };
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
