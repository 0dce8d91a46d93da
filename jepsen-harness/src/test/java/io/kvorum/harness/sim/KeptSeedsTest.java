package io.kvorum.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds that were red once, with what they found. None is ever removed. */
class KeptSeedsTest {
    @ParameterizedTest
    @CsvSource({
        "71, 1000, a read gave the as-of of an exchange that ended after its row was taken",
        "804, 1000, the same under loss and reordering",
        "2987, 400, a read that overlapped an overwrite showed neither value",
    })
    void staysGreen(long seed, int operations, String found) {
        SimResult result = new SimRun().run(SimOptions.of(seed, operations));
        assertThat(result.isGreen()).as("%s: %s", found, SimReport.of(result)).isTrue();
    }
}
