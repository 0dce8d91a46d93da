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
    private final DrillMeter meter = new DrillMeter(2, () -> nowMs * MILLI);

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
        assertThat(load.operations()).isEqualTo(8);
        assertThat(load.outcomes()).containsEntry("applied", 7L).containsEntry("unknown", 1L);
        assertThat(load.failures()).containsEntry("OutcomeUnknown", 1L);
        assertThat(load.longestPauseMs()).isEqualTo(535);
        assertThat(load.silenceMs()).isEqualTo(340);
        assertThat(load.durationMs()).isEqualTo(700);
        FaultFigures fault = load.faults().get(0);
        assertThat(fault.atMs()).isEqualTo(20);
        assertThat(fault.servedAgainMs()).isEqualTo(OptionalLong.of(395));
        assertThat(fault.longestPauseMs()).isEqualTo(535);
        assertThat(fault.pauseEndedMs()).isEqualTo(590);
        assertThat(fault.silenceMs()).isEqualTo(340);
        assertThat(fault.healedMs()).isEqualTo(OptionalLong.of(480));
        assertThat(fault.servingMs()).isEqualTo(OptionalLong.of(580));
        assertThat(fault.unknown()).isEqualTo(1);
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
