package io.kvorum.harness.sim;

/** An old copy of a directory, before anybody else hears of it. */
final class OldCopy {
    /** Some writes each: together more than most copies lack. */
    static final int MANY_STARTS = 10;

    private OldCopy() {}

    /** Processes start on it and die at once; what they wrote is durable. */
    static void startAlone(SimNode node, int times) {
        for (int i = 0; i < times; i++) {
            node.boot();
            node.crash(node.disk().unsyncedBatches());
        }
    }
}
