package io.kvorum.bench.workload;

/** The key that the scrambled zipfian distribution asks for most often. */
public final class PopularKey {
    private PopularKey() {}

    public static long of(long keys) {
        return ScrambledZipfian.scattered(0, keys);
    }
}
