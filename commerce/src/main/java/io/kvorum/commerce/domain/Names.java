package io.kvorum.commerce.domain;

import java.util.regex.Pattern;

/** How things may be named. What is longer, or has other characters, is refused before anything is done. */
public final class Names {
    /** Of items, accounts, carts, refunds and moves. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~-]{1,64}");
    /** Of regions. */
    public static final Pattern REGION = Pattern.compile("[a-z][a-z0-9-]{0,15}");

    /** Of orders, and of their payments: they derive from the request's key. */
    public static final Pattern DERIVED = Pattern.compile("[0-9a-f]{32}");

    private Names() {}

    /** @throws IllegalArgumentException if it is none */
    public static String region(String name) {
        if (!REGION.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a region: '" + name
                    + "'; it has small letters, digits and '-', at most 16, first a letter");
        }
        return name;
    }
}
