package io.kvorum.commerce;

import java.util.Locale;

/** The services that there are. */
public enum ServiceName {
    ORDERS,
    PAYMENTS,
    INVENTORY;

    /** As addresses and keys have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of its key in a region. */
    public String key(String region) {
        return word() + "-" + region;
    }

    /** @throws IllegalArgumentException if there is none */
    public static ServiceName of(String word) {
        for (ServiceName name : values()) {
            if (name.word().equals(word)) {
                return name;
            }
        }
        throw new IllegalArgumentException("the services are orders, payments and inventory, not '" + word + "'");
    }
}
