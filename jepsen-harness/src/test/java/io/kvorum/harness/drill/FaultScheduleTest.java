package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
    private static final List<FaultKind> USUAL = List.of(FaultKind.KILL, FaultKind.PAUSE);

    private static DrillOptions options(int nodes, Duration time, int most, long seed, boolean majority) {
        return options(nodes, time, most, seed, majority, USUAL);
    }

    private static DrillOptions options(
            int nodes, Duration time, int most, long seed, boolean majority, List<FaultKind> kinds) {
        return new DrillOptions(
                WorkloadKind.CAS,
                Path.of("nowhere"),
                nodes,
                1,
                1,
                time,
                most,
                seed,
                kinds,
                majority,
                Duration.ofSeconds(5));
    }

    private static List<PlannedFault> ofKind(FaultKind kind, int nodes, long seed) {
        return FaultSchedule.draw(options(nodes, Duration.ofHours(2), 40, seed, false, List.of(kind)));
    }

    @Test
    void oneSeedIsOneSchedule() {
        List<PlannedFault> first = FaultSchedule.draw(options(3, Duration.ofMinutes(5), 0, 7, false));
        assertThat(FaultSchedule.draw(options(3, Duration.ofMinutes(5), 0, 7, false)))
                .isEqualTo(first);
        assertThat(FaultSchedule.draw(options(3, Duration.ofMinutes(5), 0, 8, false)))
                .isNotEqualTo(first);
    }

    /** What somebody has found with a seed must be found with it again. */
    @Test
    void theScheduleOfASeedStaysTheSame() {
        assertThat(FaultSchedule.draw(options(3, Duration.ofMinutes(5), 2, 42, false)))
                .extracting(Object::toString)
                .containsExactly(
                        "1.42 s of calm, then SIGSTOP of n2 for 8.53 s",
                        "1.33 s of calm, then kill -9 of n3, started again after 3.31 s");
    }

    @Test
    void eachKindHasItsTurn() {
        List<FaultKind> all = List.of(FaultKind.values());
        assertThat(FaultSchedule.draw(options(3, Duration.ofHours(1), all.size(), 3, false, all)))
                .extracting(PlannedFault::kind)
                .containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void aMajorityIsJustOneAndAllAreAll() {
        assertThat(ofKind(FaultKind.KILL_MAJORITY, 5, 1)).allMatch(fault -> new TreeSet<>(fault.nodes()).size() == 3);
        assertThat(ofKind(FaultKind.KILL_ALL, 5, 1))
                .allMatch(fault -> fault.nodes().equals(List.of(1, 2, 3, 4, 5)));
    }

    @Test
    void aNodeIsKilledUpToThreeTimesWhileItStarts() {
        List<PlannedFault> faults = ofKind(FaultKind.KILL_AT_START, 3, 1);
        assertThat(faults).allMatch(fault -> fault.nodes().size() == 1);
        TreeSet<Integer> times = new TreeSet<>();
        for (PlannedFault fault : faults) {
            List<Duration> after = ((FaultDetail.KilledAgain) fault.detail()).after();
            times.add(after.size());
            assertThat(fault.length()).isEqualTo(after.stream().reduce(fault.hold(), Duration::plus));
        }
        assertThat(times).containsExactly(1, 2, 3);
    }

    @Test
    void aPartitionIsAMinorityAgainstAllOthers() {
        for (PlannedFault fault : ofKind(FaultKind.PARTITION, 5, 1)) {
            assertThat(fault.nodes()).hasSizeBetween(1, 2).doesNotContainAnyElementsOf(fault.peers());
            assertThat(fault.nodes().size() + fault.peers().size()).isEqualTo(5);
            assertThat(((FaultDetail.Broken) fault.detail()).hearing()).isEqualTo(FaultDetail.Hearing.NEITHER);
        }
        assertThat(ofKind(FaultKind.PARTITION, 3, 1))
                .anyMatch(fault -> ((FaultDetail.Broken) fault.detail()).rejects())
                .anyMatch(fault -> !((FaultDetail.Broken) fault.detail()).rejects())
                .anyMatch(fault -> fault.hold().toMillis() < 800)
                .anyMatch(fault -> fault.hold().toMillis() > 5_000);
    }

    /** A reset would end both directions. */
    @Test
    void oneWayIsEitherWayAndNeverAReset() {
        List<FaultDetail.Broken> broken = ofKind(FaultKind.ONE_WAY, 3, 1).stream()
                .map(fault -> (FaultDetail.Broken) fault.detail())
                .toList();
        assertThat(broken).noneMatch(FaultDetail.Broken::rejects);
        assertThat(broken)
                .extracting(FaultDetail.Broken::hearing)
                .contains(FaultDetail.Hearing.HEARS, FaultDetail.Hearing.IS_HEARD)
                .doesNotContain(FaultDetail.Hearing.NEITHER);
    }

    @Test
    void linksFlapAndAreSlowOneByOneOrAllOfANode() {
        for (FaultKind kind : List.of(FaultKind.FLAP, FaultKind.SLOW_LINK)) {
            assertThat(ofKind(kind, 3, 1))
                    .allMatch(fault -> fault.nodes().size() == 1)
                    .anyMatch(fault -> fault.peers().size() == 1)
                    .anyMatch(fault -> fault.peers().size() == 2);
        }
        assertThat(ofKind(FaultKind.SLOW_LINK, 3, 1))
                .map(fault -> (FaultDetail.Slow) fault.detail())
                .allMatch(slow -> slow.jitter().compareTo(slow.delay()) <= 0);
    }

    @Test
    void aScheduleFitsIntoItsTimeAndHasSomeOfEverything() {
        for (long seed = 1; seed <= 50; seed++) {
            List<PlannedFault> faults = FaultSchedule.draw(options(3, Duration.ofMinutes(5), 0, seed, false));
            Duration sum = faults.stream()
                    .map(fault -> fault.calm().plus(fault.hold()))
                    .reduce(Duration.ZERO, Duration::plus);
            assertThat(sum)
                    .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5).minus(DrillOptions.QUIET));
            TreeSet<Integer> killed = new TreeSet<>();
            faults.stream()
                    .filter(fault -> fault.kind() == FaultKind.KILL)
                    .forEach(fault -> killed.addAll(fault.nodes()));
            assertThat(killed).containsExactly(1, 2, 3);
            List<Duration> pauses = faults.stream()
                    .filter(fault -> fault.kind() == FaultKind.PAUSE)
                    .map(PlannedFault::hold)
                    .toList();
            // Shorter than a ping's interval times four, and longer than an operation's deadline.
            assertThat(pauses).anyMatch(hold -> hold.toMillis() < 800).anyMatch(hold -> hold.toMillis() > 5_000);
        }
    }

    @Test
    void noMoreThanAMinorityIsAwayUnlessAskedFor() {
        for (long seed = 1; seed <= 50; seed++) {
            assertThat(FaultSchedule.draw(options(3, Duration.ofMinutes(2), 0, seed, false)))
                    .isNotEmpty()
                    .allMatch(fault -> fault.nodes().size() == 1);
            assertThat(FaultSchedule.draw(options(5, Duration.ofMinutes(5), 0, seed, false)))
                    .allMatch(fault -> fault.nodes().size() <= 2)
                    .anyMatch(fault -> fault.nodes().size() == 2)
                    .allMatch(fault -> fault.nodes().stream().distinct().count()
                            == fault.nodes().size());
            assertThat(FaultSchedule.draw(options(3, Duration.ofMinutes(5), 0, seed, true)))
                    .anyMatch(fault -> fault.nodes().size() > 1);
        }
    }

    @Test
    void aScheduleCanBeAsLongAsACount() {
        assertThat(FaultSchedule.draw(options(3, Duration.ofHours(1), 6, 3, false)))
                .hasSize(6);
        List<PlannedFault> two = FaultSchedule.draw(options(3, Duration.ofHours(1), 2, 3, false));
        assertThat(two).extracting(PlannedFault::kind).containsExactlyInAnyOrder(FaultKind.KILL, FaultKind.PAUSE);
    }
}
