package io.kvorum.client;

import io.kvorum.client.call.Operations;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.Bytes;
import java.util.concurrent.CompletionStage;

/**
 * Counters: numbers that anybody may increment at any replica, also while others cannot be reached; 0 if never written. An increment counts
 * once, however often the client, or {@link #resend}, sends it, and through whichever node. A read at a level that meets that of the increments
 * has all that were acknowledged before it began. Not for what must stay above a bound: two increments that have not seen each other are both taken.
 * Immutable and safe for use by many threads.
 */
public final class CounterBucket<K> {
    /** The largest increment, and decrement. */
    public static final long LARGEST_INCREMENT = Operand.Increment.MOST;

    private final TypedBucket bucket;
    private final Codec<K> keys;

    CounterBucket(TypedBucket bucket, Codec<K> keys) {
        this.bucket = bucket;
        this.keys = keys;
    }

    public String name() {
        return bucket.name();
    }

    /** The same bucket with other options for reads. */
    public CounterBucket<K> reading(ReadOptions options) {
        return new CounterBucket<>(bucket.reading(options), keys);
    }

    /** The same bucket with other options for increments; they have no ttl. See {@link TypedBucket#writing}. */
    public CounterBucket<K> writing(WriteOptions options) {
        if (options.ttl().isPresent()) {
            throw new IllegalArgumentException("an increment does not expire: it has no ttl");
        }
        return new CounterBucket<>(bucket.writing(options), keys);
    }

    /**
     * Adds to a counter, without reading it.
     *
     * @param delta not 0, at most {@link #LARGEST_INCREMENT} either way; positive in a {@code grow-counter}
     * @throws IllegalArgumentException if it is not
     * @throws BadRequest of code OUT_OF_RANGE if the counter would leave the range of 64-bit numbers; nothing was changed
     * @throws OutcomeUnknown if it may count, now or later; see {@link #resend}
     */
    public Written increment(K key, long delta) {
        Bytes name = keys.encode(key);
        return start(name, delta).await("increment " + Operations.show(name), true);
    }

    public CompletionStage<Written> incrementAsync(K key, long delta) {
        return start(keys.encode(key), delta).stage();
    }

    /**
     * An increment that is not sent yet: kept before {@link #resend} sends it, it counts once even if this program ends in between and sends it
     * once more. Write ids are recognised for 5 minutes by default, from now on. Waits for the first connection.
     *
     * @param delta as in {@link #increment}
     */
    public UnfinishedUpdate prepare(K key, long delta) {
        check(delta);
        return bucket.prepareBlindly(keys.encode(key), Increments::element, new Operand.Increment(delta).toBytes());
    }

    private void check(long delta) {
        if (!Operand.Increment.isAllowed(delta) || (delta < 0 && bucket.type() == CellType.GROW_COUNTER)) {
            throw new IllegalArgumentException("increment a " + bucket.type() + " by " + delta);
        }
    }

    private Pending<Written, Written> start(Bytes key, long delta) {
        check(delta);
        return bucket.startBlindly(key, Increments::element, new Operand.Increment(delta).toBytes());
    }

    /**
     * @throws BadRequest of code OUT_OF_RANGE if increments that had not seen each other have brought it beyond the range of 64-bit numbers;
     *     none is lost
     */
    public Reading<Long> get(K key) {
        Bytes name = keys.encode(key);
        return bucket.counter(name).await("read the counter " + Operations.show(name), false);
    }

    public CompletionStage<Reading<Long>> getAsync(K key) {
        return bucket.counter(keys.encode(key)).stage();
    }

    /** Sends an increment that was prepared, or one again whose outcome is unknown; see {@link TypedBucket#resend}. */
    public Written resend(UnfinishedUpdate update) {
        return bucket.resend(update);
    }
}
