package io.kvorum.harness.drill.page;

import java.util.ArrayList;
import java.util.List;

/**
 * From a quantity to a place along one dimension of a picture.
 *
 * @param parts into about so many it is divided, if it is linear
 * @param from where {@code least} is; may be below or above {@code to}
 */
record Axis(double least, double most, double from, double to, int parts, boolean logarithmic) {
    private static final int PARTS = 5;

    /** From 0 to at least this, up to a round number. */
    static Axis linear(double most, double from, double to) {
        double step = step(most, PARTS);
        return new Axis(0, Math.max(step, Math.ceil(most / step) * step), from, to, PARTS, false);
    }

    /** From 0 to just this, with lines at some twelve round numbers. */
    static Axis exact(double most, double from, double to) {
        return new Axis(0, most, from, to, 12, false);
    }

    /** Whole powers of ten that enclose these. */
    static Axis logarithmic(double least, double most, double from, double to) {
        double low = Math.pow(10, Math.floor(Math.log10(least)));
        double high = Math.pow(10, Math.ceil(Math.log10(Math.max(most, low * 10))));
        return new Axis(low, high, from, to, PARTS, true);
    }

    double at(double value) {
        double share = logarithmic
                ? Math.log(Math.max(value, least) / least) / Math.log(most / least)
                : (value - least) / (most - least);
        return from + share * (to - from);
    }

    /** Where lines are drawn: round numbers, or powers of ten. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick = least; tick <= most * 1.001; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        double step = step(most, parts);
        for (int i = 0; i * step <= most * 1.001; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** 1, 2 or 5 times a power of ten. */
    private static double step(double most, int parts) {
        if (most <= 0) {
            return 1;
        }
        double rough = most / parts;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }
}
