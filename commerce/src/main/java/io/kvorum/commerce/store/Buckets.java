package io.kvorum.commerce.store;

import io.kvorum.client.Admin;
import io.kvorum.commerce.domain.Names;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The buckets of a region. Its stock, payments, orders and events live in that region alone, so it goes on when it is cut off from others; carts
 * are edited everywhere.
 */
public record Buckets(String region) {
    /** Of all regions, and merged: maps. */
    public static final String CARTS = "carts";

    /** @throws IllegalArgumentException if it is not the name of a region */
    public Buckets {
        region = Names.region(region);
    }

    /** Shares of items. */
    public String stock() {
        return "stock-" + region;
    }

    /** Accounts and payments. */
    public String payments() {
        return "payments-" + region;
    }

    /** Orders with their sagas. */
    public String orders() {
        return "orders-" + region;
    }

    /** All events, each under a key of its own. */
    public String archive() {
        return "archive-" + region;
    }

    /** Read models. */
    public String views() {
        return "views-" + region;
    }

    public String deadLetters() {
        return "dead-letters-" + region;
    }

    /** Who follows which part of the feeds, and how far it is. */
    public String groups() {
        return "groups-" + region;
    }

    /**
     * Creates those that are not there. May be repeated, by any service.
     *
     * @param placement of the region's buckets, as {@code eu=3}; empty: the cluster's default
     * @throws io.kvorum.client.KvorumException if one cannot be created, or is there with other properties
     */
    public void create(Admin admin, Optional<String> placement) {
        for (String followed : new String[] {stock(), payments(), orders()}) {
            create(admin, followed, placement, Map.of("kind", "strong", "feed", "true"));
        }
        for (String strong : new String[] {archive(), views(), deadLetters()}) {
            create(admin, strong, placement, Map.of("kind", "strong"));
        }
        create(admin, groups(), placement, Map.of());
        create(admin, CARTS, Optional.empty(), Map.of("type", "map"));
    }

    private static void create(Admin admin, String name, Optional<String> placement, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        placement.ifPresent(where -> all.put("placement", where));
        long unused = admin.createBucket(name, all);
    }
}
