package io.kvorum.bench.workload;

import java.util.SplittableRandom;

/** Zipfian by age: the key that was inserted last is the most popular. */
final class Latest implements KeyChooser {
    private final KeySpace space;
    private volatile Zipfian zipfian;

    Latest(KeySpace space) {
        this.space = space;
        this.zipfian = Zipfian.over(space.limit());
    }

    @Override
    public long next(SplittableRandom random) {
        Zipfian present = zipfian;
        if (present.items() < space.limit()) {
            present = grown();
        }
        return present.items() - 1 - present.rank(random.nextDouble());
    }

    private synchronized Zipfian grown() {
        long limit = space.limit();
        if (zipfian.items() < limit) {
            zipfian = zipfian.grownTo(limit);
        }
        return zipfian;
    }
}
