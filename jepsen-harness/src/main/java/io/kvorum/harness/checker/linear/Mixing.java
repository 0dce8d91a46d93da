package io.kvorum.harness.checker.linear;

/** Numbers that look random, two for each index: their exclusive or names a set of indices in 128 bits (Zobrist 1970). */
final class Mixing {
    private Mixing() {}

    static long high(int index) {
        return mixed(index * 0x9E3779B97F4A7C15L + 0x6A09E667F3BCC909L);
    }

    static long low(int index) {
        return mixed(index * 0xD1B54A32D192ED03L + 0xBB67AE8584CAA73BL);
    }

    /** The finalizer of SplitMix64. */
    private static long mixed(long seed) {
        long z = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
