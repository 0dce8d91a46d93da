package io.kvorum.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunInTest {
    private static int steadyAfter(double... steps) {
        RunIn runIn = new RunIn();
        for (int step = 0; step < steps.length; step++) {
            runIn.step(steps[step]);
            if (runIn.isSteady()) {
                return step + 1;
            }
        }
        return -1;
    }

    @Test
    void aStoreThatIsFastAtOnceIsSteadySoon() {
        assertThat(steadyAfter(1_000, 1_010, 990, 1_020, 1_000)).isEqualTo(4);
    }

    @Test
    void aStoreThatGetsFasterIsNotSteady() {
        assertThat(steadyAfter(1_000, 1_100, 1_200, 1_300, 1_450, 1_600, 1_800)).isEqualTo(-1);
    }

    /** A neighbour took the machine for a while. */
    @Test
    void aFallAloneIsNoEnd() {
        assertThat(steadyAfter(1_000, 700, 700, 1_200, 1_250, 1_240, 1_200)).isEqualTo(7);
    }

    @Test
    void nothingIsSteadyBeforeItCouldGain() {
        assertThat(steadyAfter(0, 0, 0)).isEqualTo(-1);
    }
}
