package io.kvorum.bench.guard;

import java.util.Locale;

/** What an interval says about the head. */
public enum Verdict {
    FASTER,
    SAME,
    SLOWER,
    /** The interval is too wide to tell: more rounds, or a quieter machine. */
    UNDECIDED;

    /**
     * @param moreIsBetter for throughput; false for times
     * @param margin differences below it do not matter, such as 0.03
     */
    public static Verdict of(PairedRatio ratio, boolean moreIsBetter, double margin) {
        double low = moreIsBetter ? ratio.low() : 1 / ratio.high();
        double high = moreIsBetter ? ratio.high() : 1 / ratio.low();
        if (low >= 1 / (1 + margin) && high <= 1 + margin) {
            return SAME;
        }
        if (ratio.confidence() < PairedRatio.WANTED) {
            return UNDECIDED;
        }
        return low > 1 ? FASTER : high < 1 ? SLOWER : UNDECIDED;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
