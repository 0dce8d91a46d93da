package io.kvorum.bench.workload;

import java.util.SplittableRandom;

/** A fifth of the keys, the first ones, get four of five operations; uniform within both parts. */
final class HotSet implements KeyChooser {
    static final double HOT_KEYS = 0.2;
    static final double HOT_OPERATIONS = 0.8;

    private final KeySpace space;

    HotSet(KeySpace space) {
        this.space = space;
    }

    @Override
    public long next(SplittableRandom random) {
        long keys = space.limit();
        long hot = Math.max(1, (long) (keys * HOT_KEYS));
        if (hot == keys || random.nextDouble() < HOT_OPERATIONS) {
            return random.nextLong(hot);
        }
        return random.nextLong(hot, keys);
    }
}
