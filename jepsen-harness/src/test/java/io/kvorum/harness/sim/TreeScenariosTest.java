package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Script.A;
import static io.kvorum.harness.sim.Script.B;
import static io.kvorum.harness.sim.Script.C;
import static io.kvorum.harness.sim.Script.NOTHING_READ;
import static io.kvorum.harness.sim.Script.comparedRows;
import static io.kvorum.harness.sim.Script.comparisons;
import static io.kvorum.harness.sim.Script.exchanges;
import static io.kvorum.harness.sim.Script.from;
import static io.kvorum.harness.sim.Script.mutations;
import static io.kvorum.harness.sim.Script.readRepairs;
import static io.kvorum.harness.sim.Script.restorations;
import static io.kvorum.harness.sim.Script.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.quorum.Level;
import org.junit.jupiter.api.Test;

/** The schedules about trees: what was lost comes back, what was removed does not. A false alarm breaks the run by itself. */
class TreeScenariosTest {
    private static final int LONG = 8_000;

    @Test
    void aRowThatVanishedComesBack() {
        Script script = Script.withTrees();
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.loseRow(B, "k");
        assertThat(script.liveAt(B, "k")).isEmpty();
        script.run(LONG);
        script.expectLive("k", put);
        script.expectNothingBroken();
    }

    @Test
    void aRowThatVanishedIsFoundLongAfterTheLogsHaveForgottenIt() {
        Script script = Script.withTrees();
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.runPastTheWindow();
        script.loseRow(C, "k");
        script.run(LONG);
        script.expectLive("k", put);
        script.expectNothingBroken();
    }

    @Test
    void scenario11ALateRestorationDoesNotReviveWhatWasRemovedMeanwhile() {
        Script script = Script.withTrees();
        Script.Told put = script.put(C, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.loseRow(A, "k");
        script.loseRow(B, "k");
        script.holdBack(restorations());
        script.run(LONG);
        Script.Told delete = script.delete(C, "k", put.token(), Level.ALL);
        assertThat(delete.isAcknowledged()).isTrue();
        script.deliverHeld();
        script.expectLive("k");
        script.settle();
        script.run(LONG);
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void scenario11ARemovalThatCameWithARowIsNotDamage() {
        Script script = Script.withTrees();
        removedAtCByARowOfA(script);
        // B still has what C has dropped, and all clocks say the same.
        script.run(LONG);
        script.holdNothing();
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void scenario17ARemovalWhoseDotIsLostIsNotUndone() {
        Script script = Script.withTrees();
        removedAtCByARowOfA(script);
        script.wipe(A);
        script.dropHeld();
        script.holdNothing();
        script.start(A);
        script.run(LONG);
        script.settle();
        script.run(LONG);
        script.settle();
        script.expectLive("k");
        assertThat(script.violations()).isEmpty();
    }

    @Test
    void scenario17IsUndoneByWhoeverAsksClocksAlone() {
        Script script = Script.withTrees(PlantedBug.DAMAGE_WITHOUT_KNOWLEDGE);
        removedAtCByARowOfA(script);
        script.wipe(A);
        script.dropHeld();
        script.holdNothing();
        script.start(A);
        script.run(LONG);
        assertThat(script.violations()).isNotEmpty();
    }

    @Test
    void aRestorationBringsNoRemovalWithoutWhatReplacedIt() {
        Script script = Script.withTrees();
        Script.Told v = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.loseRow(B, "k");
        Script.Told y = script.put(A, "k", NOTHING_READ, Level.ALL);
        // What replaces y is at A alone, and comes to B neither by itself nor with a row.
        script.cut(B, C);
        Script.Told x = script.putAlone(A, "k", y.token());
        script.holdBack(
                from(A).and(mutations().or(exchanges()).or(readRepairs()).or(comparedRows())));
        script.run(LONG);
        assertThat(script.liveAt(B, "k")).containsExactlyInAnyOrder(v.write().id, y.write().id);
        script.dropHeld();
        script.holdNothing();
        script.settle();
        script.expectLive("k", v, x);
        script.expectNothingBroken();
    }

    @Test
    void anAnswerThatComesTwiceDoesNotEndTheComparison() {
        Script script = Script.withTrees();
        for (int i = 0; i < 40; i++) {
            script.put(A, "k" + i, NOTHING_READ, Level.ALL);
        }
        script.run(500);
        script.loseRow(B, "k7");
        script.repeatTreeAnswers();
        script.run(LONG);
        assertThat(script.liveAt(B, "k7")).isNotEmpty();
        script.settle();
        script.expectNothingBroken();
    }

    @Test
    void aPeerThatNeverAnswersDoesNotKeepTheOthersFromTheirTurn() {
        Script script = Script.withTrees();
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.holdBack(from(B).and(comparisons()));
        script.run(2_000);
        script.loseRow(C, "k");
        script.run(2 * LONG);
        assertThat(script.liveAt(C, "k")).containsExactly(put.write().id);
    }

    /** A deletes alone; a quorum read brings its row to C, without the delete's dot. */
    private static void removedAtCByARowOfA(Script script) {
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.holdBack(from(A).and(mutations().or(exchanges())).or(to(A).and(exchanges())));
        Script.Told delete = script.delete(A, "k", put.token(), Level.ONE);
        assertThat(delete.isAcknowledged()).isTrue();
        script.cut(A, B);
        script.read(A, "k", Level.QUORUM);
        script.run(50);
        assertThat(script.liveAt(C, "k")).isEmpty();
        assertThat(script.liveAt(B, "k")).isNotEmpty();
        script.cut(A, C);
    }
}
