package io.kvorum.harness.sim;

/**
 * Many runs.
 *
 * @param firstSeed and the {@code seeds} from it on
 * @param threads how many worlds run at a time; each is one thread's work
 * @param twice run each seed twice and compare the traces
 */
public record BatchOptions(long firstSeed, int seeds, int operations, int threads, boolean twice) {
    /** From so many seeds on a batch must have met every coincidence. */
    public static final int STANDARD_SEEDS = 200;

    public BatchOptions {
        if (seeds < 1 || operations < 1 || threads < 1) {
            throw new IllegalArgumentException("seeds, operations and threads are at least 1");
        }
    }

    public static BatchOptions of(int seeds, int operations) {
        return new BatchOptions(1, seeds, operations, Runtime.getRuntime().availableProcessors(), false);
    }

    boolean isStandard() {
        return seeds >= STANDARD_SEEDS && operations >= SimOptions.DEFAULT_OPERATIONS / 2;
    }
}
