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
        final List<Integer> soFar = new ArrayList<>();

        @Override
        public void turn(int round, Peer peer) {}

        @Override
        public void says(String what) {}

        @Override
        public void measured(Cell cell) {}

        @Override
        public void turnOver(List<Cell> cells) {
            soFar.add(cells.size());
        }
    }

    private final Turns turns = new Turns();

    private Rounds rounds(OptionalDouble rateShare) {
        RoundsPlan plan = new RoundsPlan(
                List.of(first, second),
                second,
                List.of(
                        Workload.named("a").withRecords(100),
                        Workload.named("c").withRecords(100)),
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
