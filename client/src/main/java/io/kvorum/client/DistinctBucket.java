package io.kvorum.client;

import com.dynatrace.hash4j.hashing.Hashing;
import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.cell.HyperLogLog;
import io.kvorum.crdt.cell.Updates;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Counts of distinct things, about: each is a HyperLogLog sketch of at most 16 KiB, with a standard error of 0.8 %. It cannot tell what
 * was added. Immutable and safe for use by many threads.
 */
public final class DistinctBucket<K, E> {
    /** Of a count that is new. */
    public static final int PRECISION = 14;

    private final KeyedCell<K> cell;
    private final Codec<E> elements;

    DistinctBucket(KeyedCell<K> cell, Codec<E> elements) {
        this.cell = cell;
        this.elements = elements;
    }

    public String name() {
        return cell.bucket().name();
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public DistinctBucket<K, E> reading(ReadOptions options) {
        return new DistinctBucket<>(cell.reading(options), elements);
    }

    /** The same bucket with other options for updates; see {@link TypedBucket#writing}. */
    public DistinctBucket<K, E> writing(WriteOptions options) {
        return new DistinctBucket<>(cell.writing(options), elements);
    }

    /** The same bucket, used within a session. */
    public DistinctBucket<K, E> in(Session session) {
        return new DistinctBucket<>(cell.in(session), elements);
    }

    /** About how many distinct things were added; see {@link HyperLogLog} for the error. */
    public Reading<Long> get(K key) {
        return cell.get(key, DistinctBucket::estimate);
    }

    public CompletionStage<Reading<Long>> getAsync(K key) {
        return cell.getAsync(key, DistinctBucket::estimate);
    }

    private static long estimate(List<Version> live) {
        return Cells.distinct(live).map(sketch -> Math.round(sketch.estimate())).orElse(0L);
    }

    /** Adds things. Adding one again changes nothing. */
    public Written add(K key, Collection<E> added) {
        return cell.update("add", key, with(added));
    }

    public CompletionStage<Written> addAsync(K key, Collection<E> added) {
        return cell.updateAsync(key, with(added));
    }

    private TypedBucket.Change with(Collection<E> added) {
        return adding(added.stream().map(elements::encode).toList());
    }

    /** Adds things, given as bytes. */
    public static TypedBucket.Change adding(Collection<Bytes> added) {
        long[] hashes = added.stream()
                .mapToLong(element -> Hashing.xxh3_64().hashBytesToLong(element.array()))
                .toArray();
        return seen -> {
            Bytes operand = Updates.distinct(seen, PRECISION, hashes).toBytes();
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
