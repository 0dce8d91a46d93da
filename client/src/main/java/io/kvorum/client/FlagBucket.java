package io.kvorum.client;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Flags: on or off. Of an enabling and a disabling that have not seen each other, the enabling wins in a bucket of type {@code flag},
 * the disabling in one of type {@code disable-wins-flag}. With a ttl in the options for updates, a flag that nobody enables again goes
 * off by itself. Immutable and safe for use by many threads.
 */
public final class FlagBucket<K> {
    private static final Bytes ON = new Operand.Toggle(true).toBytes();
    private static final Bytes OFF = new Operand.Toggle(false).toBytes();

    private final TypedBucket bucket;
    private final Codec<K> keys;

    FlagBucket(TypedBucket bucket, Codec<K> keys) {
        this.bucket = bucket;
        this.keys = keys;
    }

    public String name() {
        return bucket.name();
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public FlagBucket<K> reading(ReadOptions options) {
        return new FlagBucket<>(bucket.reading(options), keys);
    }

    /** The same bucket with other options for updates; see {@link TypedBucket#writing}. */
    public FlagBucket<K> writing(WriteOptions options) {
        return new FlagBucket<>(bucket.writing(options), keys);
    }

    /** The same bucket, used within a session. */
    public FlagBucket<K> in(Session session) {
        return new FlagBucket<>(bucket.in(session), keys);
    }

    /** Is it on? Off if it was never written. */
    public Reading<Boolean> get(K key) {
        TypedBucket.Place place = new TypedBucket.Place(keys.encode(key));
        return bucket.get(place, this::isOn).await("get " + place, false);
    }

    public CompletionStage<Reading<Boolean>> getAsync(K key) {
        return bucket.get(new TypedBucket.Place(keys.encode(key)), this::isOn).stage();
    }

    private boolean isOn(List<Version> live) {
        return bucket.type() == CellType.FLAG ? Cells.isOnEnableWins(live) : Cells.isOnDisableWins(live);
    }

    /** Switches it on. */
    public Written enable(K key) {
        TypedBucket.Place place = new TypedBucket.Place(keys.encode(key));
        return bucket.start(place, TypedBucket.Change.to(ON)).await("enable " + place, true);
    }

    public CompletionStage<Written> enableAsync(K key) {
        return bucket.start(new TypedBucket.Place(keys.encode(key)), TypedBucket.Change.to(ON))
                .stage();
    }

    /** Switches it off. */
    public Written disable(K key) {
        TypedBucket.Place place = new TypedBucket.Place(keys.encode(key));
        return bucket.start(place, TypedBucket.Change.to(OFF)).await("disable " + place, true);
    }

    public CompletionStage<Written> disableAsync(K key) {
        return bucket.start(new TypedBucket.Place(keys.encode(key)), TypedBucket.Change.to(OFF))
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
