package io.kvorum.integrity.projection;

import io.kvorum.client.Codec;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a projection is: a declaration.
 *
 * @param name lower-case letters, digits and underscores, from 1 to 20, first a letter
 * @param version from 1: another one whenever the same events are to make other views
 * @param codec how values become bytes
 * @param empty the value of a view before its first event
 * @param handlers one for each event type that can come, also for those that change nothing: an event of another type is refused, for an
 *     instance that does not know it cannot say that it changes nothing
 */
public record ProjectionType<V>(String name, int version, Codec<V> codec, V empty, List<On<V>> handlers) {
    private static final int LONGEST_NAME = 20;

    /** @throws IllegalArgumentException if the name is none, or an event type has two handlers */
    public ProjectionType {
        handlers = List.copyOf(handlers);
        if (version < 1 || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a projection has a version from 1, and a name of at most 20 letters");
        }
        AggregateId unused = new AggregateId(name, "name");
        Set<String> types = new HashSet<>();
        for (On<V> handler : handlers) {
            if (!types.add(handler.eventType())) {
                throw new IllegalArgumentException("two handlers for events '" + handler.eventType() + "'");
            }
        }
    }

    /** The tag of a view. @throws IllegalArgumentException if the key has other characters, or is too long */
    String tag(String key) {
        return new AggregateId(name + "_v" + version, key).tag();
    }

    /**
     * The view that an event changes; empty: none.
     *
     * @throws UnknownEventType if there is no handler for its type
     */
    public Optional<String> keyOf(Event event) {
        return switch (handler(event)) {
            case On.Change<V> change -> Optional.of(change.key().apply(event));
            case On.Ignored<V> ignored -> Optional.empty();
        };
    }

    V apply(V value, String key, Event event) {
        return handler(event) instanceof On.Change<V> change
                        && change.key().apply(event).equals(key)
                ? change.apply().apply(value, event)
                : value;
    }

    private On<V> handler(Event event) {
        return handlers.stream()
                .filter(one -> one.eventType().equals(event.type()))
                .findFirst()
                .orElseThrow(() -> new UnknownEventType(event, name));
    }
}
