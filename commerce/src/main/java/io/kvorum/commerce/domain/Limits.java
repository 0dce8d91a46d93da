package io.kvorum.commerce.domain;

import java.time.Duration;

/** The one place for what is too much. */
public final class Limits {
    /** Of an order. */
    public static final int MOST_LINES = 100;
    /** Of one item in one request. */
    public static final long MOST_QUANTITY = 1_000_000;
    /** Of an item in one region, over all times. */
    public static final long MOST_STOCK = 1_000_000_000_000L;
    /** Characters of an address. */
    public static final int LONGEST_ADDRESS = 200;
    /** Characters of the reason of a cancellation. */
    public static final int LONGEST_REASON = 200;
    /** Different items in a cart. */
    public static final int MOST_CART_ITEMS = 200;
    /** Bytes of a request's body. */
    public static final int MOST_BODY_BYTES = 64 * 1_024;
    /** Holds of a stock or an account at once, and as many that can still be undone. */
    public static final int MOST_HOLDS = 4_096;
    /** So long after it is final a sale or a capture can be undone by its saga: as long as participants keep the marks of steps, and some time more. */
    public static final Duration UNDOABLE_FOR = Duration.ofDays(3);

    private Limits() {}
}
