package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
    private static final List<FaultKind> ALL = List.of(FaultKind.values());

    private static DrillOptions options(int nodes, Duration time, int most, long seed, boolean majority) {
        return new DrillOptions(
                Path.of("nowhere"), nodes, 1, 1, time, most, seed, ALL, majority, Duration.ofSeconds(5));
    }

    @Test
    void oneSeedIsOneSchedule() {
        List<PlannedFault> first = FaultSchedule.draw(options(3, Duration.ofMinutes(5), 0, 7, false));
        assertThat(FaultSchedule.draw(options(3, Duration.ofMinutes(5), 0, 7, false)))
                .isEqualTo(first);
        assertThat(FaultSchedule.draw(options(3, Duration.ofMinutes(5), 0, 8, false)))
                .isNotEqualTo(first);
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
