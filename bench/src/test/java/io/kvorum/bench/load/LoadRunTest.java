package io.kvorum.bench.load;

import static io.kvorum.bench.load.FakeWorld.MILLI;
import static io.kvorum.bench.load.FakeWorld.NEVER;
import static io.kvorum.bench.load.FakeWorld.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.bench.workload.Op;
import io.kvorum.bench.workload.StampedValue;
import io.kvorum.bench.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoadRunTest {
    private static final int RECORDS = 100;

    private static Workload workload(String name) {
        return Workload.named(name).withRecords(RECORDS).withValueBytes(StampedValue.MIN_BYTES);
    }

    private static LoadOptions closed(int threads, int seconds) {
        return LoadOptions.closed(threads, Duration.ZERO, Duration.ofSeconds(seconds), 1);
    }

    private static LoadOptions open(double rate, int bound, int seconds) {
        return new LoadOptions(bound, OptionalDouble.of(rate), Duration.ZERO, Duration.ofSeconds(seconds), 1, true);
    }

    private static LoadResult run(FakeWorld world, String workload, LoadOptions options) {
        return LoadRun.run(world, workload(workload), options, LoadListener.NONE, world);
    }

    private static Histogram latencies(LoadResult result, Op op) {
        return Objects.requireNonNull(result.latencies().get(op));
    }

    // ---------------------------------------------------------------------------------------------------- open loop

    @Test
    void anOpenLoopBeginsOperationsWhenTheyAreDue() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + 2 * MILLI);
        LoadResult result = run(world, "c", open(1_000, 10, 3));
        assertThat(result.operations()).isEqualTo(3_000);
        assertThat(result.delayed()).isZero();
        assertThat(result.neverBegun()).isZero();
        for (int i = 0; i < world.begunAt().size(); i++) {
            assertThat(world.begunAt().get(i)).isEqualTo(i * MILLI);
        }
        assertThat(result.overall().getMaxValue()).isBetween(2_000L, 2_001L);
    }

    /** The store does nothing from second 1 to second 2. */
    private static long stalling(long now) {
        return now >= SECOND && now < 2 * SECOND ? 2 * SECOND + MILLI : now + MILLI;
    }

    @Test
    void anOperationThatCouldNotBeginIsTimedFromWhenItWasDue() {
        LoadResult result = run(new FakeWorld(RECORDS, LoadRunTest::stalling), "c", open(1_000, 10, 4));
        assertThat(result.operations()).isEqualTo(4_000);
        // What was due x seconds into the stall begins 0.1 x after its end (ten a millisecond are served then), so it
        // takes
        // 1.002 - 0.9 x: more than half a second if x is below 0.557.
        assertThat(result.overall().getCountBetweenValues(500_000, 2_000_000)).isBetween(555L, 559L);
        assertThat(result.overall().getMaxValue()).isBetween(1_000_000L, 1_002_000L);
        // All that were due while ten hung, and some until the ten had caught up.
        assertThat(result.delayed()).isBetween(985L, 1_200L);
    }

    @Test
    void aClosedLoopSeesTheSameStallOnlyOncePerClient() {
        LoadResult result = run(new FakeWorld(RECORDS, LoadRunTest::stalling), "c", closed(10, 4));
        assertThat(result.overall().getCountBetweenValues(500_000, 2_000_000)).isEqualTo(10);
    }

    @Test
    void aStallIsSeenInTheSeries() {
        LoadResult result = run(new FakeWorld(RECORDS, LoadRunTest::stalling), "c", open(1_000, 10, 4));
        assertThat(result.series()).hasSize(4);
        assertThat(result.series().get(1).operations()).isLessThan(20);
        assertThat(result.series().get(2).operations()).isGreaterThan(1_900);
        assertThat(result.series().get(2).maxMicros()).isGreaterThan(1_000_000);
        assertThat(result.series().stream().mapToLong(Second::operations).sum()).isEqualTo(result.operations());
    }

    @Test
    void whatExceedsTheBoundIsCountedWhenTheStoreNeverAnswersAgain() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now >= SECOND ? NEVER : now + MILLI);
        LoadResult result = run(world, "c", open(1_000, 10, 4));
        assertThat(world.mostInFlight()).isEqualTo(10);
        assertThat(result.operations()).isEqualTo(1_000);
        assertThat(result.failures()).containsOnlyKeys(LogicalClient.UNFINISHED).containsEntry("Unfinished", 10L);
        assertThat(result.neverBegun()).isEqualTo(4_000 - 1_000 - 10);
    }

    @Test
    void aRateThatIsTooHighIsMeasuredFromTheEndOfTheWarmUp() {
        // 10 clients, 10 ms each: 1,000 a second of the 5,000 that are due.
        FakeWorld world = new FakeWorld(RECORDS, now -> now + 10 * MILLI);
        LoadOptions options =
                new LoadOptions(10, OptionalDouble.of(5_000), Duration.ofSeconds(2), Duration.ofSeconds(3), 1, true);
        LoadResult result = LoadRun.run(world, workload("c"), options, LoadListener.NONE, world);
        assertThat(result.operations()).isBetween(2_980L, 3_010L);
        assertThat(result.operations() + result.neverBegun()).isEqualTo(15_000);
        assertThat(result.delayed()).isBetween(result.operations() - 10, result.operations());
        assertThat(result.overall().getMaxValue()).isBetween(2_300_000L, 2_450_000L);
    }

    @Test
    void whatIsInFlightAtTheEndIsWaitedFor() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + 3 * SECOND);
        LoadResult result = run(world, "c", open(10, 100, 2));
        assertThat(result.operations()).isEqualTo(20);
        assertThat(result.failures()).isEmpty();
        assertThat(result.seconds()).isEqualTo(2);
        assertThat(result.overall().getMinValue()).isGreaterThan(2_990_000);
    }

    @Test
    void theWarmUpIsShownAndNotMeasured() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now < 2 * SECOND ? now + 100 * MILLI : now + MILLI);
        LoadOptions options =
                new LoadOptions(1_000, OptionalDouble.of(100), Duration.ofSeconds(2), Duration.ofSeconds(3), 1, true);
        List<Integer> shown = new ArrayList<>();
        LoadListener listener = new LoadListener() {
            @Override
            public void second(Second second) {
                shown.add(second.second());
            }
        };
        LoadResult result = LoadRun.run(world, workload("c"), options, listener, world);
        assertThat(shown).containsExactly(-2, -1, 0, 1, 2);
        assertThat(result.operations()).isEqualTo(300);
        assertThat(result.overall().getMaxValue()).isLessThan(2_000);
    }

    // -------------------------------------------------------------------------------------------------- closed loop

    @Test
    void aClosedLoopKeepsOneOperationPerClientInFlight() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + MILLI);
        LoadResult result = run(world, "a", closed(7, 2));
        assertThat(world.mostInFlight()).isEqualTo(7);
        assertThat(result.operations()).isBetween(7 * 1_999L, 7 * 2_000L);
        assertThat(result.latencies().keySet()).containsExactly(Op.READ, Op.UPDATE);
        assertThat(result.perSecond()).isBetween(6_990.0, 7_000.0);
    }

    @Test
    void aReadModifyWriteIsOneOperation() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + MILLI);
        LoadResult result = run(world, "f", closed(1, 2));
        assertThat(latencies(result, Op.READ_MODIFY_WRITE).getMinValue()).isBetween(2_000L, 2_001L);
        assertThat(latencies(result, Op.READ).getMaxValue()).isBetween(1_000L, 1_001L);
    }

    @Test
    void aStoreThatAnswersAtOnceDoesNotOverflowTheStack() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + 10_000);
        world.atOnce = true;
        LoadResult result = run(world, "a", closed(2, 5));
        assertThat(result.operations()).isBetween(499_000L, 500_001L);
    }

    @Test
    void failuresAreCountedByOutcomeAndDoNotSpin() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + 1_000);
        world.failsFrom = SECOND;
        world.atOnce = true;
        LoadResult result = run(world, "a", closed(1, 3));
        assertThat(result.failures()).containsOnlyKeys("Fake/refused");
        // One breath after each.
        assertThat(result.failed()).isBetween(190L, 201L);
        assertThat(result.series().get(2).failures().get("Fake/refused")).isBetween(95L, 101L);
    }

    @Test
    void aWrongValueIsNoticed() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + MILLI);
        world.wrongKey = ScrambledFirst.KEY;
        assertThat(run(world, "c", closed(4, 2)).wrongValues()).isPositive();
        FakeWorld right = new FakeWorld(RECORDS, now -> now + MILLI);
        assertThat(run(right, "c", closed(4, 2)).wrongValues()).isZero();
    }

    @Test
    void aWrongRowOfAScanIsNoticed() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + MILLI);
        world.wrongKey = ScrambledFirst.KEY;
        assertThat(run(world, "e", closed(4, 2)).wrongValues()).isPositive();
        FakeWorld right = new FakeWorld(RECORDS, now -> now + MILLI);
        LoadResult result = run(right, "e", closed(4, 2));
        assertThat(result.wrongValues()).isZero();
        assertThat(result.latencies().keySet()).containsExactly(Op.INSERT, Op.SCAN);
    }

    @Test
    void whatIsMissingIsCounted() {
        FakeWorld world = new FakeWorld(RECORDS / 2, now -> now + MILLI);
        LoadResult result = run(world, "c", closed(4, 2));
        assertThat(result.missing()).isBetween(1L, result.operations() - 1);
    }

    @Test
    void anInterruptEndsItEarlyWithWhatWasMeasured() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + MILLI);
        world.interruptAt = 1_500 * MILLI;
        LoadResult result = run(world, "c", closed(1, 10));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.endedEarly()).isTrue();
        assertThat(result.seconds()).isBetween(1.5, 2.1);
        assertThat(result.operations()).isBetween(1_490L, 2_001L);
    }

    @Test
    void anInterruptInTheWarmUpMeasuresNothing() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + MILLI);
        world.interruptAt = 0;
        LoadResult result = LoadRun.run(
                world,
                workload("c"),
                LoadOptions.closed(1, Duration.ofSeconds(5), Duration.ofSeconds(5), 1),
                LoadListener.NONE,
                world);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.operations()).isZero();
        assertThat(result.perSecond()).isZero();
    }

    /** A key that is asked for often enough to be met within a short run. */
    private static final class ScrambledFirst {
        private static final long KEY = io.kvorum.bench.workload.PopularKey.of(RECORDS);
    }
}
