package io.kvorum.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answers about many keys. Each key was read by itself: this is no snapshot. Both maps keep the order of the keys that
 * were asked for; a key is in exactly one of them.
 *
 * @param values what was found, and what was found not to be there
 * @param failures why a key could not be read
 */
public record MultiGet<K, V>(Map<K, Value<V>> values, Map<K, KvorumException> failures) {
    public MultiGet {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /**
     * What was read of one key.
     *
     * @throws KvorumException why it could not be read
     * @throws IllegalArgumentException if the key was not asked for
     */
    public Value<V> value(K key) {
        KvorumException failure = failures.get(key);
        if (failure != null) {
            throw failure;
        }
        Value<V> value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("not asked for: " + key);
        }
        return value;
    }

    /**
     * The values, if every key could be read.
     *
     * @throws KvorumException the first failure
     */
    public Map<K, Value<V>> orThrow() {
        for (KvorumException failure : failures.values()) {
            throw failure;
        }
        return values;
    }
}
