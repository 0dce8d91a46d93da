package io.kvorum.bench.workload;

import java.util.SplittableRandom;

/**
 * Zipfian ranks, scattered over the keys by a hash. As YCSB does it: the ranks are those of ten billion items, however many
 * keys there are, so the most popular key has 3.8% of the operations, and its share of the rest.
 */
final class ScrambledZipfian implements KeyChooser {
    static final long RANKS = 10_000_000_000L;
    /** Of so many items and the constant 0.99; YCSB has computed it once and for all. */
    static final double ZETA_OF_RANKS = 26.46902820178302;

    private static final Zipfian ZIPFIAN = new Zipfian(RANKS, ZETA_OF_RANKS);
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 1_099_511_628_211L;

    private final KeySpace space;
    private final long slots;

    /** @param grows then there are slots for as many keys as are loaded once more, which are skipped until they are there */
    ScrambledZipfian(KeySpace space, boolean grows) {
        this.space = space;
        this.slots = grows ? 2 * space.limit() : space.limit();
    }

    @Override
    public long next(SplittableRandom random) {
        while (true) {
            long key = scattered(ZIPFIAN.rank(random.nextDouble()), slots);
            if (key < space.limit()) {
                return key;
            }
        }
    }

    /** FNV-1a of the rank's eight bytes. */
    static long scattered(long rank, long slots) {
        long hash = FNV_OFFSET;
        long rest = rank;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = (hash ^ (rest & 0xFF)) * FNV_PRIME;
            rest >>>= Byte.SIZE;
        }
        return Math.abs(hash % slots);
    }
}
