package io.kvorum.harness.sim;

import java.util.List;

/**
 * The only source of randomness of a simulation: SplitMix64. Each part of the world has its own stream, forked by a label,
 * so that taking one client operation or fault away disturbs the rest as little as possible.
 */
final class SimRandom {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final long origin;
    private long state;

    SimRandom(long seed) {
        this.origin = seed;
        this.state = mix(seed + GAMMA);
    }

    /** A stream of its own, fixed by this stream's seed and the label, not by what was drawn so far. */
    SimRandom fork(long label) {
        return new SimRandom(mix(origin ^ mix(label * GAMMA + 0x632BE59BD9B4E019L)));
    }

    long next() {
        state += GAMMA;
        return mix(state);
    }

    /** From 0 to {@code bound - 1}. */
    int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    /** Both ends included. */
    long between(long least, long most) {
        return least + Long.remainderUnsigned(next(), most - least + 1);
    }

    /** @param percent 0 never, 100 always; fractions count */
    boolean chance(double percent) {
        return (next() >>> 11) * 0x1.0p-53 * 100 < percent;
    }

    /** Mostly near {@code least}, seldom near {@code most}. */
    long skewed(long least, long most) {
        double unit = (next() >>> 11) * 0x1.0p-53;
        return least + (long) (unit * unit * unit * (most - least));
    }

    <T> T pick(List<T> items) {
        return items.get(below(items.size()));
    }

    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
