package io.kvorum.bench.rounds;

import java.util.List;
import java.util.Locale;

/** The middle of some numbers, and how far they are apart. NaN if there are none. */
public record Spread(double median, double min, double max) {
    /** Numbers that are not known (NaN) do not count. */
    public static Spread of(List<Double> numbers) {
        double[] sorted = numbers.stream()
                .mapToDouble(Double::doubleValue)
                .filter(number -> !Double.isNaN(number))
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    public boolean isKnown() {
        return !Double.isNaN(median);
    }

    /** {@code 1.32 (1.20-1.41)}; {@code 1.32} if there was but one number, {@code -} if there was none. */
    public String text() {
        return isKnown() && min < max ? middle() + " (" + number(min) + "-" + number(max) + ")" : middle();
    }

    /** The median alone. */
    public String middle() {
        return isKnown() ? number(median) : "-";
    }

    /** Three digits that count; no more are ever known. */
    static String number(double value) {
        if (value >= 100) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : value >= 0.1 || value == 0 ? "%.2f" : "%.2g", value);
    }
}
