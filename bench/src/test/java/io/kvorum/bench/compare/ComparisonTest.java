package io.kvorum.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kvorum.bench.result.RunFile;
import io.kvorum.bench.result.SampleRuns;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void runsThatWereAskedTheSameArePaired() {
        RunFile before = RunFile.of(List.of(SampleRuns.run("b", 1, 1_000, 2.0), SampleRuns.run("b", 16, 2_000, 4.0)));
        RunFile after = RunFile.of(List.of(SampleRuns.run("a", 16, 3_000, 3.0), SampleRuns.run("a", 64, 2_000, 4.0)));
        Comparison comparison = Comparison.of(before, after);
        assertThat(comparison.pairs()).hasSize(1);
        Comparison.Pair pair = comparison.pairs().get(0);
        assertThat(pair.throughputRatio()).isCloseTo(1.5, within(1e-9));
        assertThat(pair.latencyRatio(50)).isCloseTo(0.75, within(0.01));
        assertThat(pair.latencyRatio(99)).isCloseTo(0.75, within(0.01));
        assertThat(pair.serverCpuRatio()).isCloseTo(1, within(1e-9));
        assertThat(comparison.unpaired())
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("1 client)", "only in the first"))
                .anySatisfy(text -> assertThat(text).contains("64 clients", "only in the second"));
    }

    @Test
    void severalRunsOfOneKindArePairedInTheirOrder() {
        RunFile before = RunFile.of(List.of(SampleRuns.run("b", 1, 1_000, 1), SampleRuns.run("b", 1, 2_000, 1)));
        RunFile after = RunFile.of(List.of(SampleRuns.run("a", 1, 1_100, 1), SampleRuns.run("a", 1, 1_000, 1)));
        assertThat(Comparison.of(before, after).pairs())
                .extracting(Comparison.Pair::throughputRatio)
                .satisfiesExactly(
                        first -> assertThat(first).isCloseTo(1.1, within(1e-9)),
                        second -> assertThat(second).isCloseTo(0.5, within(1e-9)));
    }
}
