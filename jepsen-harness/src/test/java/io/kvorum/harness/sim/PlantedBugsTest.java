package io.kvorum.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.replication.core.PlantedBug;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Would the simulator notice? Each known mistake, planted in the core, turns one of the standard seeds red, which is green
 * without it. A mistake that only seeds had found is kept as a planted one: the seeds themselves find something else as soon as
 * the simulator draws anything new.
 */
class PlantedBugsTest {
    static Set<PlantedBug> bugs() {
        return PlantedSearch.foundBySeeds();
    }

    @ParameterizedTest
    @MethodSource("bugs")
    @Execution(ExecutionMode.CONCURRENT)
    void theStandardSeedsFindThePlantedBug(PlantedBug bug) {
        PlantedSearch.Finding finding =
                PlantedSearch.search(new SimRun(), bug, PlantedSearch.MAX_SEEDS, PlantedSearch.OPERATIONS);
        assertThat(finding.isFound()).as("%s", SimReport.of(finding)).isTrue();
        SimResult without =
                new SimRun().runBriefly(PlantedSearch.options(bug, finding.seeds(), PlantedSearch.OPERATIONS));
        assertThat(without.isGreen()).as("%s", SimReport.of(without)).isTrue();
        System.out.println(SimReport.of(finding));
    }
}
