package io.kvorum.client;

import io.kvorum.client.TypedBucket.Change;
import io.kvorum.client.TypedBucket.Place;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The cell of one type that each key has: the key itself, or a field of its map. What {@link FlagBucket} and the others have in common.
 *
 * @param place of the cell of a key
 */
record KeyedCell<K>(TypedBucket bucket, CellType type, Function<K, Place> place) {
    /** In a bucket of this type, where each key is one. */
    static <K> KeyedCell<K> of(TypedBucket bucket, Codec<K> keys) {
        return new KeyedCell<>(bucket, bucket.type(), key -> new Place(keys.encode(key)));
    }

    KeyedCell<K> reading(ReadOptions options) {
        return new KeyedCell<>(bucket.reading(options), type, place);
    }

    KeyedCell<K> writing(WriteOptions options) {
        return new KeyedCell<>(bucket.writing(options), type, place);
    }

    KeyedCell<K> in(Session session) {
        return new KeyedCell<>(bucket.in(session), type, place);
    }

    <T> Reading<T> get(K key, Function<List<Version>, T> value) {
        Place at = place.apply(key);
        return bucket.get(at, value).await("get " + at, false);
    }

    <T> CompletionStage<Reading<T>> getAsync(K key, Function<List<Version>, T> value) {
        return bucket.get(place.apply(key), value).stage();
    }

    /** @param verb for the message if the thread is interrupted */
    Written update(String verb, K key, Change change) {
        Place at = place.apply(key);
        return bucket.start(at, change).await(verb + " " + at, true);
    }

    CompletionStage<Written> updateAsync(K key, Change change) {
        return bucket.start(place.apply(key), change).stage();
    }

    Written delete(K key) {
        return update("delete", key, seen -> millis -> Optional.empty());
    }

    CompletionStage<Written> deleteAsync(K key) {
        return updateAsync(key, seen -> millis -> Optional.empty());
    }
}
