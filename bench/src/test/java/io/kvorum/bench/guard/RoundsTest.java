package io.kvorum.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.bench.guard.Rounds.Side;
import io.kvorum.bench.result.SampleRuns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void theSidesTakeTurnsInGoingFirst() throws IOException, InterruptedException {
        Rounds rounds = new Rounds();
        List<Side> order = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            rounds.measure(round, (side, number) -> {
                order.add(side);
                return SampleRuns.run(side.name(), 1, side == Side.BASE ? 1_000 : 2_000, 1);
            });
        }
        assertThat(order).containsExactly(Side.BASE, Side.HEAD, Side.HEAD, Side.BASE, Side.BASE, Side.HEAD);
        assertThat(rounds.runs(Side.HEAD)).allMatch(run -> run.measured().perSecond() == 2_000);
    }

    @Test
    void aHeadThatIsAlwaysSlowerIsFoundSlowerAlthoughTheMachineChanges() throws IOException, InterruptedException {
        Rounds rounds = new Rounds();
        for (int round = 0; round < 8; round++) {
            // A machine that doubles its speed meanwhile; the head does a tenth less, and takes a fifth longer.
            long base = 1_000 + 150L * round;
            rounds.measure(
                    round,
                    (side, number) -> side == Side.BASE
                            ? SampleRuns.run("base", 1, base, 1_000.0 / base)
                            : SampleRuns.run("head", 1, base * 9 / 10, 1_200.0 / base));
        }
        assertThat(rounds.findings(0.03))
                .extracting(Rounds.Finding::measure, Rounds.Finding::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("throughput", Verdict.SLOWER),
                        org.assertj.core.groups.Tuple.tuple("p50 latency", Verdict.SLOWER),
                        org.assertj.core.groups.Tuple.tuple("p99 latency", Verdict.SLOWER),
                        org.assertj.core.groups.Tuple.tuple("server CPU per operation", Verdict.SAME));
    }

    @Test
    void equalSidesAreTheSame() throws IOException, InterruptedException {
        Rounds rounds = new Rounds();
        for (int round = 0; round < 6; round++) {
            rounds.measure(round, (side, number) -> SampleRuns.run("x", 1, 1_000, 1));
        }
        assertThat(rounds.findings(0.03)).hasSize(4).allMatch(finding -> finding.verdict() == Verdict.SAME);
    }
}
