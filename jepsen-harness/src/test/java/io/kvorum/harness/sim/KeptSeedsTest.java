package io.kvorum.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.replication.core.PlantedBug;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mistakes that only seeds had found, each with a seed that finds it: green as the core is, red with the mistake planted again.
 * When the draws of the simulator change, a seed may stop to find its mistake; then this test fails, and {@code ./kvctl
 * sim --planted-bugs} names another one.
 */
class KeptSeedsTest {
    @ParameterizedTest
    @CsvSource({
        "119, 400, AS_OF_OF_THE_ANSWER",
        "3, 400, MERGE_THE_ROW_OF_THE_START",
    })
    void isGreenWithoutTheMistakeAndRedWithIt(long seed, int operations, PlantedBug mistake) {
        SimOptions options = SimOptions.of(seed, operations);
        SimResult result = new SimRun().run(options);
        assertThat(result.isGreen()).as("%s", SimReport.of(result)).isTrue();
        SimResult mistaken = new SimRun().runBriefly(options.withPlanted(mistake));
        assertThat(mistaken.isGreen())
                .as("%s does not find %s any more", mistaken.options().replayCommand(), mistake)
                .isFalse();
    }
}
