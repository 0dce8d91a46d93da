package io.kvorum.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RatiosTest {
    private static final Offset<Double> NEARLY = Offset.offset(0.005);

    /** The machine becomes twice as slow in the second round, for both: each ratio stays what it is. */
    @Test
    void aRatioIsTakenWithinARound() {
        List<Cell> cells = List.of(
                SampleCells.cell("kvorum", 1, 2_000, 1_000),
                SampleCells.cell("other", 1, 1_000, 2_000),
                SampleCells.cell("kvorum", 2, 1_000, 2_000),
                SampleCells.cell("other", 2, 500, 4_000));
        Ratios.Row row = Ratios.of("kvorum", cells).get(0);
        assertThat(row.peer()).isEqualTo("other");
        assertThat(row.rounds()).isEqualTo(2);
        Spread throughput = row.ratio(Ratios.Measure.THROUGHPUT);
        assertThat(throughput).isEqualTo(new Spread(2, 2, 2));
        assertThat(row.ratio(Ratios.Measure.P99).median()).isCloseTo(0.5, NEARLY);
        assertThat(row.ratio(Ratios.Measure.DISK).median()).isCloseTo(1, NEARLY);
    }

    @Test
    void theMedianIsShownWithItsExtremes() {
        List<Cell> cells = List.of(
                SampleCells.cell("kvorum", 1, 1_000, 1_000),
                SampleCells.cell("other", 1, 1_000, 1_000),
                SampleCells.cell("kvorum", 2, 3_000, 1_000),
                SampleCells.cell("other", 2, 1_000, 1_000),
                SampleCells.cell("kvorum", 3, 1_200, 1_000),
                SampleCells.cell("other", 3, 1_000, 1_000));
        Spread spread = Ratios.of("kvorum", cells).get(0).ratio(Ratios.Measure.THROUGHPUT);
        assertThat(spread.text()).isEqualTo("1.20 (1.00-3.00)");
    }

    @Test
    void aRoundInWhichOneIsMissingDoesNotCount() {
        List<Cell> cells = List.of(
                SampleCells.cell("kvorum", 1, 1_000, 1_000),
                SampleCells.cell("other", 1, 500, 1_000),
                SampleCells.cell("kvorum", 2, 9_000, 1_000));
        Ratios.Row row = Ratios.of("kvorum", cells).get(0);
        assertThat(row.rounds()).isEqualTo(1);
        assertThat(row.ratio(Ratios.Measure.THROUGHPUT).max()).isEqualTo(2);
    }

    @Test
    void anOpenLoopThatFellBehindIsMarked() {
        OptionalDouble rate = OptionalDouble.of(1_000);
        List<Cell> cells = List.of(
                SampleCells.cell("kvorum", 1, 1_000, 1_000, rate), SampleCells.cell("other", 1, 700, 90_000, rate));
        Ratios.Row row = Ratios.of("kvorum", cells).get(0);
        assertThat(row.load().open()).isTrue();
        assertThat(row.keptUp()).isFalse();
    }

    @Test
    void costsAreThoseOfAllServersOrOfOne() {
        Cell cell = SampleCells.cell("kvorum", 1, 1_000, 1_000);
        assertThat(cell.serverCpuMicros()).isCloseTo(50.0 * SampleCells.SERVERS, NEARLY);
        assertThat(cell.clientCpuMicros()).isCloseTo(10, NEARLY);
        assertThat(cell.diskBytesPerByte()).isCloseTo(2, NEARLY);
        assertThat(cell.rssBytesPerServer()).isEqualTo(1 << 21);
    }

    @Test
    void spreadsKnowTheMiddleAndLeaveOutWhatIsNotKnown() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(List.of(4.0, 1.0))).isEqualTo(new Spread(2.5, 1, 4));
        assertThat(Spread.of(List.of(Double.NaN, 5.0))).isEqualTo(new Spread(5, 5, 5));
        assertThat(Spread.of(List.of()).text()).isEqualTo("-");
        assertThat(new Spread(12.34, 0.0123, 123.4).text()).isEqualTo("12.3 (0.012-123)");
        assertThat(Spread.of(List.of(12.34)).text()).isEqualTo("12.3");
    }
}
