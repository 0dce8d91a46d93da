package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DrillMeterTest {
    private static final long MILLI = 1_000_000;
    private static final PlannedFault KILL =
            new PlannedFault(Duration.ofSeconds(1), FaultKind.KILL, List.of(2), Duration.ofSeconds(1));

    private long nowMs;
    private final DrillMeter meter = new DrillMeter(2, 200, () -> nowMs * MILLI);

    private void success(int client, long startMs, long endMs) {
        nowMs = endMs;
        meter.ended(
                client,
                Operation.start(client, Action.GET, "k", Request.NONE, startMs * MILLI)
                        .applied(endMs * MILLI, Answer.absent()),
                "");
    }

    private void unknown(int client, long startMs, long endMs) {
        nowMs = endMs;
        meter.ended(
                client,
                Operation.start(client, Action.PUT, "k", Request.value("a"), startMs * MILLI)
                        .unknown(endMs * MILLI),
                "OutcomeUnknown");
    }

    @Test
    void pausesAreBetweenSuccessesOfOneClientAndSilenceOfAll() {
        meter.loadBegins();
        success(0, 0, 10);
        success(1, 0, 15);
        nowMs = 20;
        assertThat(meter.faultBegins(KILL)).isEqualTo(1);
        // Asked before it was done, though after it was begun, and answered.
        success(1, 20, 22);
        nowMs = 24;
        meter.faultStruck();
        // Asked before the fault: says nothing about being served again.
        success(0, 18, 25);
        success(0, 26, 75);
        unknown(1, 30, 315);
        success(1, 316, 415);
        nowMs = 500;
        meter.faultHealed();
        nowMs = 600;
        meter.allServe();
        success(0, 76, 610);
        success(1, 416, 620);
        nowMs = 700;
        meter.loadEnds();

        LoadFigures load = meter.figures();
        assertThat(load.operations()).isEqualTo(9);
        assertThat(load.outcomes()).containsEntry("applied", 8L).containsEntry("unknown", 1L);
        assertThat(load.failures()).containsEntry("OutcomeUnknown", 1L);
        assertThat(load.longestPauseMs()).isEqualTo(535);
        assertThat(load.silenceMs()).isEqualTo(340);
        assertThat(load.durationMs()).isEqualTo(700);
        FaultFigures fault = load.faults().get(0);
        assertThat(fault.atMs()).isEqualTo(20);
        assertThat(fault.servedAgainMs()).isEqualTo(OptionalLong.of(391));
        assertThat(fault.longestPauseMs()).isEqualTo(535);
        assertThat(fault.pauseEndedMs()).isEqualTo(590);
        assertThat(fault.silenceMs()).isEqualTo(340);
        assertThat(fault.healedMs()).isEqualTo(OptionalLong.of(480));
        assertThat(fault.servingMs()).isEqualTo(OptionalLong.of(580));
        assertThat(fault.unknown()).isEqualTo(1);
        assertThat(fault.recoveredMs()).as("asked for after healing").isEmpty();
    }

    /** What is asked for when all serve again says nothing about the fault. */
    @Test
    void availabilityIsTheShareOfWhatWasUnderWayDuringTheFault() {
        meter.loadBegins();
        nowMs = 100;
        meter.faultBegins(KILL);
        success(0, 90, 150);
        unknown(1, 110, 400);
        nowMs = 450;
        meter.faultHealed();
        success(0, 460, 480);
        success(1, 460, 490);
        nowMs = 500;
        meter.allServe();
        success(1, 495, 510);
        success(0, 501, 520);
        unknown(1, 520, 560);
        meter.followed(1);
        nowMs = 600;
        meter.allConsistent(1);
        meter.allConsistent(2);
        nowMs = 700;
        meter.loadEnds();

        FaultFigures fault = meter.figures().faults().get(0);
        assertThat(fault.operations()).isEqualTo(5);
        assertThat(fault.answered()).isEqualTo(4);
        assertThat(fault.recoveredMs()).isEqualTo(OptionalLong.of(40));
        assertThat(fault.consistentMs()).isEqualTo(OptionalLong.of(150));
        KindFigures kind = meter.figures().kinds().get(0);
        assertThat(kind.kind()).isEqualTo(FaultKind.KILL);
        assertThat(kind.availability()).isEqualTo(0.8);
        assertThat(kind.recoveryMs()).isEqualTo(OptionalLong.of(40));
    }

    @Test
    void theTimelineHasASliceForEachTimeAlsoWhenNothingEnds() {
        meter.loadBegins();
        success(0, 0, 10);
        success(1, 0, 40);
        unknown(0, 20, 650);
        success(1, 640, 660);
        nowMs = 1_010;
        meter.loadEnds();

        List<Slice> slices = meter.figures().slices();
        assertThat(slices).extracting(Slice::atMs).containsExactly(0L, 200L, 400L, 600L, 800L);
        assertThat(slices).extracting(slice -> slice.count("applied")).containsExactly(2L, 0L, 0L, 1L, 0L);
        assertThat(slices).extracting(slice -> slice.count("unknown")).containsExactly(0L, 0L, 0L, 1L, 0L);
        assertThat(slices.get(0).maxMs()).isBetween(39.0, 41.0);
        assertThat(slices.get(1).maxMs()).isZero();
    }

    @Test
    void aPauseThatLastsWhenAFaultEndsCountsForBoth() {
        meter.loadBegins();
        success(0, 0, 10);
        success(1, 0, 10);
        nowMs = 20;
        meter.faultBegins(KILL);
        nowMs = 1_000;
        success(0, 21, 1_000);
        nowMs = 1_010;
        assertThat(meter.faultBegins(KILL)).isEqualTo(2);
        success(1, 21, 2_010);
        nowMs = 3_000;
        meter.loadEnds();
        List<FaultFigures> faults = meter.figures().faults();
        assertThat(faults).extracting(FaultFigures::longestPauseMs).containsExactly(1_000L, 2_000L);
        assertThat(faults).extracting(FaultFigures::servedAgainMs).containsOnly(OptionalLong.empty());
    }
}
