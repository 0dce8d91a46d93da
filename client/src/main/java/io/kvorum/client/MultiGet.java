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
