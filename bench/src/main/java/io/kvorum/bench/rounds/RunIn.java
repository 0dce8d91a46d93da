package io.kvorum.bench.rounds;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a store that was just started has become as fast as it will be. A JVM compiles what it meets, and on a small machine
 * that takes minutes; who measures before measures the compiler. Not for use by many threads.
 */
final class RunIn {
    /** Steps in a row without a new best by more than the gain: then it is steady. */
    static final int STEPS_WITHOUT_GAIN = 3;

    private static final double GAIN = 1.05;

    private final List<Double> perSecond = new ArrayList<>();

    /** A step is over. */
    void step(double operationsPerSecond) {
        perSecond.add(operationsPerSecond);
    }

    boolean isSteady() {
        int earlier = perSecond.size() - STEPS_WITHOUT_GAIN;
        return earlier > 0 && best(earlier, perSecond.size()) <= GAIN * best(0, earlier);
    }

    private double best(int from, int to) {
        return perSecond.subList(from, to).stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }
}
