package io.kvorum.integrity.projection;

import io.kvorum.integrity.aggregate.Event;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What an event of some type does to a projection.
 *
 * @param <V> the value of a view
 */
public sealed interface On<V> {
    /** See {@link Event#type}. */
    String eventType();

    /**
     * It changes a view. Both functions are pure: no clocks, no calls.
     *
     * @param key of the view: letters, digits and {@code . _ : ~ -}, from 1 to 128. The same for the same event, always
     * @param apply what the event makes of the value; never fails for events of the log
     */
    record Change<V>(String eventType, Function<Event, String> key, BiFunction<V, Event, V> apply) implements On<V> {}

    /** It changes none. */
    record Ignored<V>(String eventType) implements On<V> {}
}
