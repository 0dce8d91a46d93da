package io.kvorum.client;

import io.kvorum.crdt.codec.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of the elements of a key.
 *
 * @param elements in the order of their bytes; may be fewer than were asked for, also none, although there are more
 * @param next give it as {@code after} for the next page; empty: there are no more. It holds whatever is added or removed meanwhile. It is
 *     the bytes of an element, which need not be in: not what a codec would make of it
 */
public record ElementPage<E>(List<E> elements, Optional<Bytes> next, Receipt receipt) {
    public ElementPage {
        elements = List.copyOf(elements);
    }

    /** The same page of something else that is made of its elements. */
    <T> ElementPage<T> map(Function<E, T> function) {
        return new ElementPage<>(elements.stream().map(function).toList(), next, receipt);
    }
}
