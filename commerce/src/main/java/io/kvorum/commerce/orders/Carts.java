package io.kvorum.commerce.orders;

import io.kvorum.commerce.http.Call.Consistency;
import io.kvorum.commerce.record.CartRequestRecord;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Carts that may be edited in all regions at once: of edits of different items all stay; of edits of one item that have not seen each other, the
 * later one by its time. Safe for use by many threads.
 */
public interface Carts {
    /**
     * A cart.
     *
     * @param items how many of each
     * @param asOf as of when it is complete, if that is known
     */
    record Cart(SortedMap<String, Long> items, Optional<Instant> asOf) {}

    Cart read(String cart, Consistency consistency);

    /** Sets how many there are of an item. */
    void put(String cart, String sku, long quantity);

    /** Removes what is known of an item; an edit that is not known yet stays. */
    void remove(String cart, String sku);

    /** A request that was carried out, as far as is known here. */
    Optional<CartRequestRecord> request(String cart, String key);

    /** Keeps a request for two days. */
    void remember(String cart, String key, CartRequestRecord record);
}
