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
    private final TypedBucket bucket;
    private final Codec<K> keys;

    ExtremeBucket(TypedBucket bucket, Codec<K> keys) {
        this.bucket = bucket;
        this.keys = keys;
    }

    public String name() {
        return bucket.name();
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public ExtremeBucket<K> reading(ReadOptions options) {
        return new ExtremeBucket<>(bucket.reading(options), keys);
    }

    /** The same bucket with other options for updates; see {@link TypedBucket#writing}. */
    public ExtremeBucket<K> writing(WriteOptions options) {
        return new ExtremeBucket<>(bucket.writing(options), keys);
    }

    /** The same bucket, used within a session. */
    public ExtremeBucket<K> in(Session session) {
        return new ExtremeBucket<>(bucket.in(session), keys);
    }

    /** The highest, or the lowest, number of all; empty if there is none. */
    public Reading<OptionalLong> get(K key) {
        TypedBucket.Place place = new TypedBucket.Place(keys.encode(key));
        return bucket.get(place, this::extreme).await("get " + place, false);
    }

    public CompletionStage<Reading<OptionalLong>> getAsync(K key) {
        return bucket.get(new TypedBucket.Place(keys.encode(key)), this::extreme)
                .stage();
    }

    private OptionalLong extreme(List<Version> live) {
        return isMax() ? Cells.highest(live) : Cells.lowest(live);
    }

    private boolean isMax() {
        return bucket.type() == CellType.MAX_REGISTER;
    }

    /** Makes it the number, unless what is there is higher, or lower. */
    public Written update(K key, long number) {
        TypedBucket.Place place = new TypedBucket.Place(keys.encode(key));
        return bucket.start(place, including(number)).await("update " + place, true);
    }

    public CompletionStage<Written> updateAsync(K key, long number) {
        return bucket.start(new TypedBucket.Place(keys.encode(key)), including(number))
                .stage();
    }

    private TypedBucket.Change including(long number) {
        return seen -> {
            Bytes operand = (isMax() ? Updates.highest(seen, number) : Updates.lowest(seen, number)).toBytes();
            return millis -> Optional.of(operand);
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
