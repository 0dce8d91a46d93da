package io.kvorum.client;

import java.util.List;
import java.util.Optional;

/**
 * A page of the elements of a key.
 *
 * @param elements in the order of their bytes; may be fewer than were asked for, also none, although there are more
 * @param next give it as {@code after} for the next page; empty: there are no more. It holds whatever is added or removed meanwhile
 */
public record ElementPage<E>(List<E> elements, Optional<E> next, Receipt receipt) {
    public ElementPage {
        elements = List.copyOf(elements);
    }
}
