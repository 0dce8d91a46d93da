package io.kvorum.client;

import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The one value of a key.
 *
 * @param value empty if the key was not found
 * @param context for the next write of this key; given also when nothing was found
 */
public record Value<V>(Optional<V> value, Context context, Receipt receipt) {
    public boolean isPresent() {
        return value.isPresent();
    }

    /** @throws NoSuchElementException if the key was not found */
    public V get() {
        return value.orElseThrow();
    }
}
