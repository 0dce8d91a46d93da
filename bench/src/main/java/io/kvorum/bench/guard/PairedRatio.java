package io.kvorum.bench.guard;

import java.util.Arrays;
import java.util.List;

/**
 * The ratio of a measure between two sides that were measured in pairs: Hodges and Lehmann's estimate (the median of all means
 * of two log ratios) with the confidence interval of Wilcoxon's signed-rank test, which is exact for any symmetric noise, also
 * for few pairs.
 *
 * @param estimate head by base
 * @param low of the interval
 * @param high of the interval
 * @param confidence that the interval has: the least that is at least what was wanted, or all that so few pairs can give
 */
public record PairedRatio(double estimate, double low, double high, double confidence) {
    /** What is wanted of the interval. */
    public static final double WANTED = 0.95;

    /**
     * @param base one positive value per pair
     * @param head the same
     * @throws IllegalArgumentException if there are no pairs, or values that have no logarithm
     */
    public static PairedRatio of(List<Double> base, List<Double> head) {
        int pairs = base.size();
        if (pairs == 0 || head.size() != pairs) {
            throw new IllegalArgumentException(
                    "as many values of the base as of the head are needed, and at least one");
        }
        double[] logs = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            if (!(base.get(i) > 0) || !(head.get(i) > 0)) {
                throw new IllegalArgumentException("a ratio needs positive values");
            }
            logs[i] = Math.log(head.get(i) / base.get(i));
        }
        double[] means = meansOfTwo(logs);
        int cut = cut(pairs);
        return new PairedRatio(
                Math.exp(median(means)),
                Math.exp(means[cut]),
                Math.exp(means[means.length - 1 - cut]),
                1 - 2 * probabilityAtMost(pairs, cut));
    }

    /** Of each value with itself and with each later one; sorted. */
    private static double[] meansOfTwo(double[] values) {
        double[] means = new double[values.length * (values.length + 1) / 2];
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = i; j < values.length; j++) {
                means[next++] = (values[i] + values[j]) / 2;
            }
        }
        Arrays.sort(means);
        return means;
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** How many of the means may be left out at each end. */
    private static int cut(int pairs) {
        int cut = 0;
        while (probabilityAtMost(pairs, cut + 1) <= (1 - WANTED) / 2) {
            cut++;
        }
        return cut;
    }

    /** That the sum of the ranks of the positive differences is at most this, if positive and negative are equally likely. */
    static double probabilityAtMost(int pairs, int sum) {
        int most = pairs * (pairs + 1) / 2;
        // How many of the 2^pairs choices of ranks have this sum, as a share.
        double[] share = new double[most + 1];
        share[0] = 1;
        for (int rank = 1; rank <= pairs; rank++) {
            for (int s = most; s >= 0; s--) {
                share[s] = (share[s] + (s >= rank ? share[s - rank] : 0)) / 2;
            }
        }
        double below = 0;
        for (int s = 0; s <= Math.min(sum, most); s++) {
            below += share[s];
        }
        return below;
    }
}
