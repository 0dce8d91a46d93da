package io.kvorum.bench.workload;

/** Keys as they are sent: {@code user} and twelve digits, so that the order of keys is that of numbers. */
public final class Keys {
    private static final byte[] PREFIX = {'u', 's', 'e', 'r'};
    private static final int DIGITS = 12;
    private static final long LIMIT = 1_000_000_000_000L;

    private Keys() {}

    /** @param number from 0, below 10<sup>12</sup> */
    public static byte[] of(long number) {
        if (number < 0 || number >= LIMIT) {
            throw new IllegalArgumentException("there is no key " + number);
        }
        byte[] key = new byte[PREFIX.length + DIGITS];
        System.arraycopy(PREFIX, 0, key, 0, PREFIX.length);
        long rest = number;
        for (int i = key.length - 1; i >= PREFIX.length; i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return key;
    }

    /** The number of a key; -1 if it was not made here. */
    public static long number(byte[] key) {
        if (key.length != PREFIX.length + DIGITS) {
            return -1;
        }
        for (int i = 0; i < PREFIX.length; i++) {
            if (key[i] != PREFIX[i]) {
                return -1;
            }
        }
        long number = 0;
        for (int i = PREFIX.length; i < key.length; i++) {
            int digit = key[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
