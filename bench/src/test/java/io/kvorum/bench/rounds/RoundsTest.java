package io.kvorum.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.bench.peer.Peer;
import io.kvorum.bench.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundsTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();
    private final MemoryPeer first = new MemoryPeer("first", log);
    private final MemoryPeer second = new MemoryPeer("second", log);

    private static final class Turns implements RoundsListener {
        final List<String> said = new ArrayList<>();
        final List<Integer> soFar = new ArrayList<>();

        @Override
        public void turn(int round, Peer peer) {}

        @Override
        public void says(String what) {
            said.add(what);
        }

        @Override
        public void measured(Cell cell) {}

        @Override
        public void turnOver(List<Cell> cells) {
            soFar.add(cells.size());
        }
    }

    private final Turns turns = new Turns();

    private Rounds rounds(OptionalDouble rateShare) {
        return rounds(rateShare, "a", "c");
    }

    private Rounds rounds(OptionalDouble rateShare, String... workloads) {
        RoundsPlan plan = new RoundsPlan(
                List.of(first, second),
                second,
                Stream.of(workloads)
                        .map(name -> Workload.named(name).withRecords(100))
                        .toList(),
                List.of(1, 4),
                2,
                rateShare,
                SHORT,
                SHORT,
                SHORT,
                1,
                folder,
                false);
        return new Rounds(plan, turns);
    }

    @Test
    void roundsAlternateAndOnlyOneRunsAtATime() throws IOException, InterruptedException {
        List<Cell> cells = rounds(OptionalDouble.empty()).run();
        assertThat(log)
                .containsExactly("+first", "-first", "+second", "-second", "+first", "-first", "+second", "-second");
        assertThat(cells)
                .hasSize(2 * 2 * 4)
                .allMatch(cell -> cell.wrongValues() == 0)
                .anyMatch(cell -> cell.perSecond() > 0);
        assertThat(cells.stream()
                        .map(cell -> cell.load().workload() + cell.load().load()))
                .startsWith("a1 client", "a4 clients", "c1 client", "c4 clients");
        assertThat(turns.soFar).containsExactly(4, 8, 12, 16);
        assertThat(cells.get(0).run().settings()).containsEntry("version", "memory 1");
        assertThatNothingIsLeft();
    }

    @Test
    void theReferenceGoesFirstAndSetsTheRateForAll() throws IOException, InterruptedException {
        List<Cell> cells = rounds(OptionalDouble.of(0.1)).run();
        assertThat(log).startsWith("+second", "-second", "+first");
        double best = cells.stream()
                .filter(cell -> cell.round() == 1 && cell.peer().equals("second"))
                .filter(cell -> !cell.load().open() && cell.load().workload().equals("a"))
                .mapToDouble(Cell::perSecond)
                .max()
                .orElseThrow();
        assertThat(cells.stream()
                        .filter(cell ->
                                cell.load().open() && cell.load().workload().equals("a"))
                        .map(cell -> cell.run().asked().ratePerSecond()))
                .hasSize(4)
                .containsOnly((double) Math.round(best * 0.1));
    }

    @Test
    void wrongValuesAreCounted() throws IOException, InterruptedException {
        second.lies = true;
        List<Cell> cells = rounds(OptionalDouble.empty()).run();
        assertThat(cells.stream().filter(cell -> cell.peer().equals("first")))
                .allMatch(cell -> cell.wrongValues() == 0);
        assertThat(cells.stream().filter(cell -> cell.peer().equals("second")))
                .anyMatch(cell -> cell.wrongValues() > 0);
    }

    @Test
    void aPeerLeavesOutWhatItCannotBeAskedAndSaysSo() throws IOException, InterruptedException {
        second.hasNoRegisters = true;
        List<Cell> cells = rounds(OptionalDouble.empty(), "cas", "hot-cas", "c").run();
        assertThat(cells.stream().filter(cell -> cell.peer().equals("first") && cell.round() == 1))
                .extracting(cell -> cell.load().workload())
                .containsExactly("cas", "cas", "hot-cas", "hot-cas", "c", "c");
        assertThat(cells.stream().filter(cell -> cell.peer().equals("second")))
                .extracting(cell -> cell.load().workload())
                .containsOnly("c");
        assertThat(cells).allMatch(cell -> cell.wrongValues() == 0 && cell.failed() == 0);
        assertThat(turns.said).contains("no cas with second", "no hot-cas with second");
        assertThat(first.registers.count()).isPositive();
    }

    @Test
    void aPeerThatIsAskedNothingIsNotStarted() throws IOException, InterruptedException {
        second.hasNoRegisters = true;
        assertThat(rounds(OptionalDouble.empty(), "serial-read").run())
                .isNotEmpty()
                .allMatch(cell -> cell.peer().equals("first"));
        assertThat(log).containsExactly("+first", "-first", "+first", "-first");
        assertThatThrownBy(() -> rounds(OptionalDouble.of(0.5), "serial-read"))
                .hasMessageContaining("the reference, second");
    }

    /** Also one that was lost in the load before the measurement. */
    @Test
    void lostUpdatesAreWrongValues() throws IOException, InterruptedException {
        first.registers.losesEvery = 20;
        List<Cell> cells = rounds(OptionalDouble.empty(), "cas").run();
        assertThat(cells.stream().filter(cell -> cell.peer().equals("first")))
                .anyMatch(cell -> cell.updates().lost() > 0 && cell.wrongValues() > 0);
        assertThat(cells.stream().filter(cell -> cell.peer().equals("second")))
                .allMatch(cell -> cell.wrongValues() == 0);
    }

    @Test
    void aPeerThatDoesNotStartEndsItAndLeavesNothing() {
        second.doesNotStart = true;
        assertThatThrownBy(() -> rounds(OptionalDouble.empty()).run()).hasMessage("second does not start");
        assertThat(turns.soFar).containsExactly(4);
        assertThatNothingIsLeft();
    }

    @Test
    void anAbortedComparisonStartsNothing() {
        Rounds rounds = rounds(OptionalDouble.empty());
        rounds.abort();
        assertThatThrownBy(rounds::run).isInstanceOf(IllegalStateException.class);
        assertThatNothingIsLeft();
    }

    private void assertThatNothingIsLeft() {
        for (MemoryPeer peer : List.of(first, second)) {
            assertThat(peer.servers).noneMatch(ProcessHandle::isAlive);
            assertThat(peer.folders).allMatch(path -> !path.toFile().exists());
        }
    }
}
