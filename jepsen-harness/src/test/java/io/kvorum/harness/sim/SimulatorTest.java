package io.kvorum.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.replication.core.PlantedBug;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SimulatorTest {
    private static final int SEEDS = 40;
    private static final int OPERATIONS = 500;

    @Test
    void theFirstStandardSeedsKeepEveryPromiseAndGiveTheSameTraceTwice() {
        BatchOptions options =
                new BatchOptions(1, SEEDS, OPERATIONS, Runtime.getRuntime().availableProcessors(), true);
        List<Long> ended = new ArrayList<>();
        BatchResult batch = SimBatch.run(
                new SimRun(), options, result -> ended.add(result.options().seed()));
        assertThat(batch.red()).as("%s", SimReport.of(batch)).isEmpty();
        assertThat(batch.unequal()).isEmpty();
        assertThat(ended).hasSize(SEEDS);
        assertThat(batch.faults()).as("kinds of faults").hasSizeGreaterThan(20);
        assertThat(SimReport.of(batch)).contains("all green").contains("each seed twice the same");
    }

    @Test
    void anotherSeedIsAnotherTrace() {
        SimRun run = new SimRun();
        long one = run.run(SimOptions.of(1, 50)).traceHash();
        long other = run.run(SimOptions.of(2, 50)).traceHash();
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void aFailingRunIsShrunkToAFewEventsThatStillFail() {
        SimRun run = new SimRun();
        SimResult red = firstRed(run);
        SimResult small = Shrinker.shrink(run, red, 120);
        assertThat(small.isGreen()).isFalse();
        assertThat(small.options().keepOps().orElseThrow().size()).isLessThan(60);
        assertThat(small.story()).isNotEmpty();
        String report = SimReport.of(small);
        assertThat(report).contains("--ops 200 --plant REMOVES_WHAT_COORDINATOR_SEES --keep-ops");
        assertThat(run.run(small.options()).traceHash()).isEqualTo(small.traceHash());
    }

    private static SimResult firstRed(SimRun run) {
        for (int seed = 1; seed <= 100; seed++) {
            SimResult result = run.run(SimOptions.of(seed, 200).withPlanted(PlantedBug.REMOVES_WHAT_COORDINATOR_SEES));
            if (!result.isGreen()) {
                return result;
            }
        }
        throw new AssertionError("no seed finds the planted bug");
    }

    @Test
    void aPlanWithoutAnythingIsGreen() {
        SimOptions options = SimOptions.of(3, 100).keeping(new TreeSet<>(), new TreeSet<>());
        SimResult result = new SimRun().run(options);
        assertThat(result.isGreen()).as("%s", SimReport.of(result)).isTrue();
        assertThat(result.operations().reads()).isZero();
    }
}
