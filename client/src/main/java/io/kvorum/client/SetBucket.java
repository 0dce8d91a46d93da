package io.kvorum.client;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Sets. Of an add and a removal of one element that have not seen each other, the add wins in a bucket of type {@code set}, the removal in
 * one of type {@code remove-wins-set}. Each element is a row of its own: to add, remove or look for one costs the same however many there are.
 * Immutable and safe for use by many threads.
 */
public final class SetBucket<K, E> {
    /** Elements in a page at most. */
    public static final int LARGEST_PAGE = 256;

    private static final Bytes ADDED = new Operand.Toggle(true).toBytes();
    private static final Bytes REMOVED = new Operand.Toggle(false).toBytes();

    private final TypedBucket bucket;
    private final Codec<K> keys;
    private final Codec<E> elements;

    SetBucket(TypedBucket bucket, Codec<K> keys, Codec<E> elements) {
        this.bucket = bucket;
        this.keys = keys;
        this.elements = elements;
    }

    public String name() {
        return bucket.name();
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public SetBucket<K, E> reading(ReadOptions options) {
        return new SetBucket<>(bucket.reading(options), keys, elements);
    }

    /** The same bucket with other options for updates; see {@link TypedBucket#writing}. */
    public SetBucket<K, E> writing(WriteOptions options) {
        return new SetBucket<>(bucket.writing(options), keys, elements);
    }

    /** The same bucket, used within a session: it remembers elements, not pages. */
    public SetBucket<K, E> in(Session session) {
        return new SetBucket<>(bucket.in(session), keys, elements);
    }

    private TypedBucket.Place place(K key, E element) {
        return new TypedBucket.Place(keys.encode(key), elements.encode(element));
    }

    /**
     * Adds an element. An add replaces the adds that it was shown: a removal that has not seen it does not remove it, and with a ttl the
     * element expires with it, if nobody else has added it.
     */
    public Written add(K key, E element) {
        TypedBucket.Place place = place(key, element);
        return bucket.start(place, TypedBucket.Change.to(ADDED)).await("add to " + place, true);
    }

    public CompletionStage<Written> addAsync(K key, E element) {
        return bucket.start(place(key, element), TypedBucket.Change.to(ADDED)).stage();
    }

    /** Removes an element; in a {@code set} as far as it was shown. */
    public Written remove(K key, E element) {
        TypedBucket.Place place = place(key, element);
        return bucket.start(place, removal(bucket.type())).await("remove from " + place, true);
    }

    public CompletionStage<Written> removeAsync(K key, E element) {
        return bucket.start(place(key, element), removal(bucket.type())).stage();
    }

    /** Of one element of a bucket of this type. */
    public static TypedBucket.Change removal(CellType type) {
        return type == CellType.REMOVE_WINS_SET ? TypedBucket.Change.to(REMOVED) : seen -> millis -> Optional.empty();
    }

    /** Of one element. */
    public static TypedBucket.Change addition() {
        return TypedBucket.Change.to(ADDED);
    }

    public Reading<Boolean> contains(K key, E element) {
        TypedBucket.Place place = place(key, element);
        return bucket.get(place, live -> isIn(place, live)).await("look for " + place, false);
    }

    public CompletionStage<Reading<Boolean>> containsAsync(K key, E element) {
        TypedBucket.Place place = place(key, element);
        return bucket.get(place, live -> isIn(place, live)).stage();
    }

    private boolean isIn(TypedBucket.Place place, List<Version> live) {
        return CellType.isIn(bucket.type().sub(place.element()), live);
    }

    /**
     * A page of elements in the order of their bytes, each as a read of it would show. Pages are no snapshot.
     *
     * @param after the {@code next} of the page before; empty: from the first
     * @param limit at most so many, and never more than {@link #LARGEST_PAGE}
     */
    public ElementPage<E> page(K key, Optional<Bytes> after, int limit) {
        return bucket.elements(keys.encode(key), after, limit).map(elements::decode);
    }

    public CompletionStage<ElementPage<E>> pageAsync(K key, Optional<Bytes> after, int limit) {
        return bucket.page(keys.encode(key), after, limit)
                .stage()
                .thenApply(page -> page.map(found -> elements.decode(found.element())));
    }

    /** How many elements are in, without reading them: by the count of one replica, which may lack what others have. */
    public Reading<Long> size(K key) {
        return bucket.size(keys.encode(key));
    }

    public CompletionStage<Reading<Long>> sizeAsync(K key) {
        return bucket.count(keys.encode(key)).stage();
    }
}
