package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.ScriptedWorld.A;
import static io.kvorum.harness.sim.ScriptedWorld.B;
import static io.kvorum.harness.sim.ScriptedWorld.C;
import static io.kvorum.harness.sim.ScriptedWorld.exchanges;
import static io.kvorum.harness.sim.ScriptedWorld.mutations;
import static io.kvorum.harness.sim.ScriptedWorld.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.quorum.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sum of old increments takes the place of their rows: the schedules that decision 27 goes through. */
class CounterFoldScenariosTest {
    private static void expectEverywhere(CounterScript script, long value) {
        for (int node : List.of(A, B, C)) {
            assertThat(script.read(node, Level.ONE)).as("node %d", node).contains(value);
            assertThat(script.read(node, Level.QUORUM)).as("node %d", node).contains(value);
            assertThat(script.rowsAt(node)).as("node %d", node).isZero();
        }
        assertThat(script.world.violations()).isEmpty();
    }

    @Test
    void whenIncrementsAreFoldedNoRowIsLeftAndTheValueIsTheSame() {
        CounterScript script = new CounterScript();
        for (int i = 1; i <= 20; i++) {
            assertThat(script.increment(i % 3 + 1, i, Level.QUORUM)).isTrue();
        }
        assertThat(script.read(B, Level.QUORUM)).contains(210L);
        script.runUntilFolded();
        expectEverywhere(script, 210);
        assertThat(script.increment(C, -10, Level.QUORUM)).isTrue();
        assertThat(script.read(A, Level.QUORUM)).contains(200L);
        script.runUntilFolded();
        expectEverywhere(script, 200);
    }

    @Test
    void nothingIsFoldedWhileAReplicaIsAwayAndThenAllIs() {
        CounterScript script = new CounterScript();
        assertThat(script.increment(A, 1, Level.ALL)).isTrue();
        script.isolate(C);
        assertThat(script.increment(A, 2, Level.QUORUM)).isTrue();
        assertThat(script.increment(C, 4, Level.ONE)).isTrue();
        script.runPastTheWindow();
        assertThat(script.read(B, Level.QUORUM)).contains(3L);
        assertThat(script.sumAt(A).total().longValueExact()).isEqualTo(3);
        assertThat(script.rowsAt(C)).isPositive();
        script.reconnect(C);
        script.runUntilFolded();
        expectEverywhere(script, 7);
    }

    @Test
    void aWipedReplicaGetsTheSum() {
        CounterScript script = new CounterScript();
        assertThat(script.increment(A, 5, Level.QUORUM)).isTrue();
        script.runUntilFolded();
        assertThat(script.increment(B, 2, Level.QUORUM)).isTrue();
        script.wipe(C);
        script.start(C);
        script.settle();
        assertThat(script.read(C, Level.ONE)).contains(7L);
        script.runUntilFolded();
        expectEverywhere(script, 7);
    }

    @Test
    void anOldCopyWithRowsThatAreFoldedCountsThemOnce() {
        CounterScript script = new CounterScript();
        assertThat(script.increment(A, 5, Level.ALL)).isTrue();
        var copy = script.backup(C);
        assertThat(script.increment(B, 2, Level.ALL)).isTrue();
        script.runUntilFolded();
        script.restore(C, copy, true);
        script.settle();
        assertThat(script.read(C, Level.QUORUM)).contains(7L);
        script.runUntilFolded();
        expectEverywhere(script, 7);
    }

    /** A and B have folded an increment that C has never heard of, nor of the sum. */
    private static CounterScript foldedBehindTheBackOfC(PlantedBug... bugs) {
        CounterScript script = new CounterScript(bugs);
        script.holdBack(to(C).and(mutations().or(exchanges())));
        assertThat(script.increment(A, 2, Level.QUORUM)).isTrue();
        script.dropHeld();
        script.holdBack(to(C).and(exchanges()));
        assertThat(script.increment(A, 5, Level.ALL)).isTrue();
        script.holdBack(to(C).and(mutations().or(exchanges())));
        script.runPastTheWindow();
        assertThat(script.sumAt(A).foldedMillis()).isPositive();
        assertThat(script.sumAt(C).foldedMillis()).isZero();
        return script;
    }

    @Test
    void aReadFindsTheSumThatItsOwnReplicaHasNotGotYet() {
        CounterScript script = foldedBehindTheBackOfC();
        assertThat(script.read(C, Level.QUORUM)).contains(7L);
        assertThat(script.sumAt(C)).isEqualTo(script.sumAt(A));
        script.holdNothing();
        script.deliverHeld();
        script.settle();
        script.runUntilFolded();
        expectEverywhere(script, 7);
    }

    @Test
    void aReadThatDoesNotNoticeTheSumLosesWhatIsInIt() {
        CounterScript script = foldedBehindTheBackOfC(PlantedBug.COUNTER_READ_OVER_A_FOLD);
        assertThat(script.read(C, Level.QUORUM)).contains(5L);
    }

    /** A has folded, and nobody has heard of it; then A answers a read of an increment that it has no row of any more, and loses its disk. */
    private static CounterScript foldsAloneAndIsWiped(PlantedBug... bugs) {
        CounterScript script = new CounterScript(bugs);
        assertThat(script.increment(A, 5, Level.ALL)).isTrue();
        script.holdBack(ScriptedWorld.from(A).and(mutations().or(exchanges())));
        script.runPastTheWindow();
        assertThat(script.sumAt(A).foldedMillis()).isPositive();
        assertThat(script.sumAt(B).foldedMillis()).isZero();
        script.readIncrements(B);
        script.dropHeld();
        script.wipe(A);
        script.start(A);
        script.settle();
        return script;
    }

    @Test
    void aSumThatIsLostWithItsReplicaTakesNoIncrementAlong() {
        CounterScript script = foldsAloneAndIsWiped();
        script.runUntilFolded();
        expectEverywhere(script, 5);
    }

    @Test
    void whatOneReplicaHasDroppedIsNotRemovedElsewhere() {
        CounterScript script = foldsAloneAndIsWiped(PlantedBug.FOLDED_INCREMENT_TAKEN_FOR_REMOVED);
        assertThat(script.read(B, Level.QUORUM)).contains(0L);
    }

    /**
     * C has an increment that B gets from it when its own floor is beyond it, and A does not get; then C loses its disk, and its next
     * incarnation tells A of a floor, with a clock that has nothing.
     */
    private static CounterScript passesOnAndLosesItsDisk(PlantedBug... bugs) {
        CounterScript script = new CounterScript(bugs);
        assertThat(script.increment(A, 1, Level.ALL)).isTrue();
        script.isolate(C);
        assertThat(script.increment(C, 4, Level.ONE)).isTrue();
        assertThat(script.increment(A, 2, Level.QUORUM)).isTrue();
        script.runPastTheWindow();
        script.cut(A, B);
        script.mend(B, C);
        script.run(2_000);
        assertThat(script.read(B, Level.ONE)).contains(7L);
        script.cut(B, C);
        script.wipe(C);
        script.start(C);
        script.mend(A, C);
        script.run(4_000);
        script.settle();
        script.runUntilFolded();
        return script;
    }

    @Test
    void anIncrementThatALostDiskHadPassedOnIsInTheSum() {
        expectEverywhere(passesOnAndLosesItsDisk(), 7);
    }

    @Test
    void aFloorWithoutWhatTheDiskHadPassedOnLosesIt() {
        CounterScript script = passesOnAndLosesItsDisk(PlantedBug.FOLD_FLOOR_OF_A_NEW_DISK);
        // Two sums of one time: whoever has the wrong one keeps it.
        assertThat(script.sumAt(A)).isNotEqualTo(script.sumAt(B));
    }

    /** A is the first that may fold, and lacks an increment that B and C have. */
    private static CounterScript lacksWhatTheOthersHave(PlantedBug... bugs) {
        CounterScript script = new CounterScript(bugs);
        script.holdBack(to(A).and(mutations().or(exchanges())));
        assertThat(script.increment(B, 2, Level.QUORUM)).isTrue();
        script.dropHeld();
        script.holdBack(to(A).and(exchanges()));
        assertThat(script.increment(B, 5, Level.ALL)).isTrue();
        script.runPastTheWindow();
        script.holdNothing();
        script.settle();
        script.runUntilFolded();
        return script;
    }

    @Test
    void whoLacksAnIncrementDoesNotFold() {
        expectEverywhere(lacksWhatTheOthersHave(), 7);
    }

    @Test
    void aSumOfWhatOneReplicaHasLosesTheRest() {
        CounterScript script = lacksWhatTheOthersHave(PlantedBug.FOLD_WITHOUT_CLOCKS);
        assertThat(script.read(A, Level.QUORUM)).contains(5L);
    }
}
