package io.kvorum.bench.workload;

import java.util.SplittableRandom;

/** Draws keys of those that there are. Safe for use by many threads; each brings its own source of randomness. */
public interface KeyChooser {
    /** Below the space's limit. */
    long next(SplittableRandom random);

    static KeyChooser of(Workload workload, KeySpace space) {
        return switch (workload.distribution()) {
            case UNIFORM -> random -> random.nextLong(space.limit());
            case ZIPFIAN -> new ScrambledZipfian(space, workload.mix().has(Op.INSERT));
            case LATEST -> new Latest(space);
            case HOT_SET -> new HotSet(space);
            case ONE -> random -> 0;
        };
    }
}
