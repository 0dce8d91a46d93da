package io.kvorum.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedRatioTest {
    private static final double MARGIN = 0.03;

    /** From the published tables of the signed-rank statistic: P(W+ ≤ w) for n pairs. */
    @Test
    void theSignedRankDistributionIsThatOfTheTables() {
        assertThat(PairedRatio.probabilityAtMost(5, 0)).isCloseTo(0.03125, within(1e-12));
        assertThat(PairedRatio.probabilityAtMost(6, 0)).isCloseTo(0.015625, within(1e-12));
        assertThat(PairedRatio.probabilityAtMost(8, 3)).isCloseTo(0.01953125, within(1e-12));
        assertThat(PairedRatio.probabilityAtMost(8, 4)).isCloseTo(0.02734375, within(1e-12));
        assertThat(PairedRatio.probabilityAtMost(10, 8)).isCloseTo(0.0244140625, within(1e-12));
        assertThat(PairedRatio.probabilityAtMost(10, 55)).isCloseTo(1, within(1e-12));
    }

    @Test
    void theEstimateIsTheRatioOfSidesThatDifferByAFactor() {
        PairedRatio ratio = PairedRatio.of(
                List.of(100.0, 200.0, 50.0, 80.0, 90.0, 70.0), List.of(90.0, 180.0, 45.0, 72.0, 81.0, 63.0));
        assertThat(ratio.estimate()).isCloseTo(0.9, within(1e-9));
        assertThat(ratio.low()).isCloseTo(0.9, within(1e-9));
        assertThat(ratio.high()).isCloseTo(0.9, within(1e-9));
        assertThat(ratio.confidence()).isCloseTo(1 - 2 / 64.0, within(1e-9));
        assertThat(Verdict.of(ratio, true, MARGIN)).isEqualTo(Verdict.SLOWER);
        assertThat(Verdict.of(ratio, false, MARGIN)).isEqualTo(Verdict.FASTER);
    }

    @Test
    void oneWildRoundDoesNotDecide() {
        List<Double> base = List.of(100.0, 101.0, 99.0, 100.0, 102.0, 98.0, 100.0, 101.0);
        List<Double> head = List.of(100.0, 100.0, 100.0, 101.0, 101.0, 99.0, 30.0, 101.0);
        PairedRatio ratio = PairedRatio.of(base, head);
        assertThat(ratio.estimate()).isBetween(0.98, 1.02);
        assertThat(Verdict.of(ratio, true, MARGIN)).isNotEqualTo(Verdict.SLOWER);
    }

    @Test
    void fewPairsCannotTell() {
        PairedRatio ratio = PairedRatio.of(List.of(100.0, 100.0), List.of(50.0, 51.0));
        assertThat(ratio.confidence()).isLessThan(0.95);
        assertThat(Verdict.of(ratio, true, MARGIN)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void smallDifferencesAreTheSame() {
        assertThat(Verdict.of(new PairedRatio(1.01, 1.005, 1.02, 0.96), true, MARGIN))
                .isEqualTo(Verdict.SAME);
        assertThat(Verdict.of(new PairedRatio(1.01, 0.9, 1.1, 0.96), true, MARGIN))
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(Verdict.of(new PairedRatio(1.05, 1.01, 1.1, 0.96), true, MARGIN))
                .isEqualTo(Verdict.FASTER);
        assertThat(Verdict.of(new PairedRatio(1.05, 1.01, 1.1, 0.96), false, MARGIN))
                .isEqualTo(Verdict.SLOWER);
    }

    /** The promise of the interval: in 95 of 100 experiments with noise the true ratio is in it. */
    @Test
    void theIntervalHoldsTheTrueRatioAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(11);
        int experiments = 2_000;
        int held = 0;
        double stated = 0;
        for (int i = 0; i < experiments; i++) {
            List<Double> base = new ArrayList<>();
            List<Double> head = new ArrayList<>();
            for (int pair = 0; pair < 8; pair++) {
                double machine = 1_000 * Math.exp(random.nextDouble(-0.5, 0.5));
                base.add(machine * Math.exp(random.nextDouble(-0.1, 0.1)));
                head.add(1.07 * machine * Math.exp(random.nextDouble(-0.1, 0.1)));
            }
            PairedRatio ratio = PairedRatio.of(base, head);
            stated = ratio.confidence();
            held += ratio.low() <= 1.07 && 1.07 <= ratio.high() ? 1 : 0;
        }
        assertThat(stated).isBetween(0.95, 0.97);
        assertThat(held / (double) experiments).isCloseTo(stated, within(0.02));
    }

    @Test
    void whatHasNoRatioIsRefused() {
        assertThatThrownBy(() -> PairedRatio.of(List.of(), List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PairedRatio.of(List.of(1.0), List.of(0.0)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
