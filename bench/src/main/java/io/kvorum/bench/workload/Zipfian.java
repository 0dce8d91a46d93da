package io.kvorum.bench.workload;

/**
 * Ranks from 0 with a popularity that falls by a power law, by the method of Gray et al. as YCSB uses it: rank 0 has the
 * probability 1/zeta(n), rank 1 that times 2<sup>-0.99</sup>, and so on; further ranks closely. Immutable.
 */
final class Zipfian {
    static final double THETA = 0.99;

    private static final double ALPHA = 1 / (1 - THETA);
    private static final double ZETA_2 = 1 + Math.pow(0.5, THETA);

    private final long items;
    private final double zeta;
    private final double eta;

    /** @param zeta of so many items */
    Zipfian(long items, double zeta) {
        this.items = items;
        this.zeta = zeta;
        this.eta = (1 - Math.pow(2.0 / items, 1 - THETA)) / (1 - ZETA_2 / zeta);
    }

    /** Takes time that grows with the items: about 50 ms for a million. */
    static Zipfian over(long items) {
        return new Zipfian(items, zeta(0, 0, items));
    }

    /** The same for more items; costs only those that came. */
    Zipfian grownTo(long moreItems) {
        return new Zipfian(moreItems, zeta(items, zeta, moreItems));
    }

    private static double zeta(long from, double before, long to) {
        double sum = before;
        for (long i = from + 1; i <= to; i++) {
            sum += 1 / Math.pow((double) i, THETA);
        }
        return sum;
    }

    long items() {
        return items;
    }

    /** @param draw uniform in [0, 1) */
    long rank(double draw) {
        double uz = draw * zeta;
        if (uz < 1) {
            return 0;
        }
        if (uz < ZETA_2) {
            return Math.min(1, items - 1);
        }
        return Math.min(items - 1, (long) (items * Math.pow(eta * draw - eta + 1, ALPHA)));
    }
}
