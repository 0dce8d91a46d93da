package io.kvorum.commerce.money;

import java.util.Currency;

/**
 * An amount. Immutable.
 *
 * @param currency a code of ISO 4217 in capital letters, of a currency that has minor units
 * @param minor so many minor units (cents); may be negative; at most {@link #MOST_MINOR} either way
 */
public record Money(String currency, long minor) implements Comparable<Money> {
    /** Far more than any order; and a thousand of them fit 64 bits. */
    public static final long MOST_MINOR = 1_000_000_000_000_000L;

    /** @throws IllegalArgumentException if there is no such currency, or the amount is too large */
    public Money {
        checkCurrency(currency);
        if (minor > MOST_MINOR || minor < -MOST_MINOR) {
            throw new IllegalArgumentException(
                    "an amount is at most " + MOST_MINOR + " minor units, not " + minor + " of " + currency);
        }
    }

    /** @throws IllegalArgumentException if there is no such currency, or it has no minor units, as gold has none */
    public static void checkCurrency(String code) {
        try {
            // The platform takes small letters for none, and so do we.
            if (Currency.getInstance(code).getDefaultFractionDigits() >= 0) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Said below, with the code.
        }
        throw new IllegalArgumentException("not the code of a currency: '" + code + "'");
    }

    public static Money zero(String currency) {
        return new Money(currency, 0);
    }

    public boolean isPositive() {
        return minor > 0;
    }

    /** @throws IllegalArgumentException if it is another currency, or the sum is too large */
    public Money plus(Money other) {
        check(other);
        return new Money(currency, minor + other.minor);
    }

    /** @throws IllegalArgumentException if it is another currency, or the difference is too large */
    public Money minus(Money other) {
        check(other);
        return new Money(currency, minor - other.minor);
    }

    /** @throws IllegalArgumentException if the product is too large */
    public Money times(long factor) {
        try {
            return new Money(currency, Math.multiplyExact(minor, factor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    factor + " times " + this + " is more than " + MOST_MINOR + " minor units", e);
        }
    }

    private void check(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException(this + " and " + other + " are of two currencies");
        }
    }

    /** @throws IllegalArgumentException if it is another currency */
    @Override
    public int compareTo(Money other) {
        check(other);
        return Long.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return minor + " minor units of " + currency;
    }
}
