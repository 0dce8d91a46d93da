package io.kvorum.replication.topology;

/** Seeded hashes that break ties, so that equal choices are spread and everybody makes the same ones. */
final class RingHash {
    private RingHash() {}

    static long of(long first, long second) {
        return mix(mix(first + 0x9E3779B97F4A7C15L) ^ (second * 0xD1B54A32D192ED03L));
    }

    /** A number from 0 up to and without {@code bound}. */
    static int below(int bound, long first, long second) {
        return (int) Math.multiplyHigh(of(first, second) >>> 1, 2L * bound);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
