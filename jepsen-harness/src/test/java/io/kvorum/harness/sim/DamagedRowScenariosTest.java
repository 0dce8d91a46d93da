package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Script.A;
import static io.kvorum.harness.sim.Script.B;
import static io.kvorum.harness.sim.Script.C;
import static io.kvorum.harness.sim.Script.NOTHING_READ;
import static io.kvorum.harness.sim.Script.exchanges;
import static io.kvorum.harness.sim.Script.from;
import static io.kvorum.harness.sim.Script.mutations;
import static io.kvorum.harness.sim.Script.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.quorum.Level;
import org.junit.jupiter.api.Test;

/** The schedules about rows that fail their checksum: nothing is said of them until all other replicas have answered. */
class DamagedRowScenariosTest {
    private static final int LONG = 8_000;

    @Test
    void aDamagedRowIsFoundByReadingAllRowsAndReplaced() {
        Script script = Script.withTrees();
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.runPastTheWindow();
        script.damageRow(B, "k");
        script.run(LONG);
        assertThat(script.isDamagedAt(B, "k")).isFalse();
        script.expectLive("k", put);
        script.expectNothingBroken();
    }

    @Test
    void aReplicaWhoseRowIsDamagedAnswersNeitherReadsNorWrites() {
        Script script = Script.of(3);
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.of(2));
        script.run(500);
        script.isolate(C);
        script.run(1_000);
        script.damageRow(B, "k");
        // Of three replicas one is away, and one cannot say what it has.
        assertThat(script.isRead(A, "k", Level.QUORUM)).isFalse();
        Script.Told write = script.put(A, "k", put.token(), Level.of(2));
        assertThat(write.isAcknowledged()).isFalse();
        assertThat(script.isRead(A, "other", Level.QUORUM)).isTrue();
        script.reconnect(C);
        script.settle();
        assertThat(script.isDamagedAt(B, "k")).isFalse();
        script.expectNothingBroken();
    }

    @Test
    void oneReplicaAloneIsNotBelieved() {
        Script script = Script.of(3);
        Script.Told put = aWriteThatCLacksAndWhoseRowIsDamagedAtB(script);
        script.run(1_000);
        assertThat(script.isDamagedAt(B, "k")).isTrue();
        script.reconnect(A);
        script.settle();
        script.expectLive("k", put);
        script.expectNothingBroken();
    }

    /** A and B have acknowledged; A is away, and C, which lacks the write, is all that B can ask. */
    private static Script.Told aWriteThatCLacksAndWhoseRowIsDamagedAtB(Script script) {
        script.holdBack(to(C).and(mutations().or(exchanges())));
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.of(2));
        assertThat(put.isAcknowledged()).isTrue();
        script.isolate(A);
        script.damageRow(B, "k");
        assertThat(script.isRead(B, "k", Level.ONE)).isFalse();
        script.dropHeld();
        script.holdNothing();
        return put;
    }

    @Test
    void twoDamagedRowsDoNotWaitForEachOther() {
        Script script = Script.withTrees();
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.damageRow(A, "k");
        script.damageRow(B, "k");
        script.run(LONG);
        script.expectLive("k", put);
        script.expectNothingBroken();
    }

    @Test
    void aRowThatIsDamagedEverywhereIsNotDeclaredAbsent() {
        Script script = Script.withTrees();
        script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.damageRow(A, "k");
        script.damageRow(B, "k");
        script.damageRow(C, "k");
        script.run(2 * LONG);
        assertThat(script.isDamagedAt(A, "k")).isTrue();
        assertThat(script.isRead(A, "k", Level.ONE)).isFalse();
    }

    @Test
    void aWriteThatOnlyTheDamagedRowHeldIsWaitedFor() {
        Script script = Script.of(3);
        lateMutationOfADamagedRow(script);
        script.settle();
        script.expectNothingBroken();
        assertThat(script.liveAt(A, "k")).isNotEmpty().isEqualTo(script.liveAt(B, "k"));
    }

    @Test
    void itWouldBeLostIfTheRowWereReplacedAtOnce() {
        Script script = Script.with(3, PlantedBug.DAMAGED_ROW_REPLACED_AT_ONCE);
        lateMutationOfADamagedRow(script);
        script.settle();
        assertThat(script.violations()).isNotEmpty();
    }

    /** The row is damaged while the mutation is still on its way to the other replicas; they get it, and one acknowledges. */
    private static void lateMutationOfADamagedRow(Script script) {
        script.holdBack(from(A).and(mutations().or(exchanges())));
        Script.SlowWrite put = script.beginPut(A, "k", Level.of(2), 3_000);
        script.run(50);
        script.damageRow(A, "k");
        assertThat(script.isRead(A, "k", Level.ONE)).isFalse();
        script.run(600);
        script.deliverHeld();
        script.holdNothing();
        assertThat(script.endPut(put).isAcknowledged()).isTrue();
    }

    @Test
    void aWriteThatNobodyElseEverGetsIsGivenUpAfterItsWindow() {
        Script script = Script.of(3);
        Script.Told before = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.holdBack(from(A).and(mutations().or(exchanges())));
        Script.Told lost = script.put(A, "k", before.token(), Level.of(2));
        assertThat(lost.isAcknowledged()).isFalse();
        script.damageRow(A, "k");
        assertThat(script.isRead(A, "k", Level.ONE)).isFalse();
        script.dropHeld();
        script.holdNothing();
        script.run(1_000);
        assertThat(script.isDamagedAt(A, "k")).isTrue();
        script.runPastTheWindow();
        script.settle();
        assertThat(script.isDamagedAt(A, "k")).isFalse();
        script.expectLive("k", before);
        script.expectNothingBroken();
    }

    /** Nobody who could replace the row is there. */
    @Test
    void aRowThatIsReadWholeLaterIsNotDamagedAnyMore() {
        Script script = Script.of(3);
        Script.Told put = damagedForAMoment(script);
        assertThat(script.damagedRowsAt(B)).isZero();
        Script.Told next = script.put(B, "k", put.token(), Level.of(2));
        assertThat(next.isAcknowledged()).isTrue();
        script.reconnect(C);
        script.settle();
        script.expectLive("k", next);
        script.expectNothingBroken();
    }

    @Test
    void toRememberThatARowWasDamagedStopsTheNode() {
        Script script = Script.with(3, PlantedBug.DAMAGE_REMEMBERED);
        Script.Told put = damagedForAMoment(script);
        assertThat(script.damagedRowsAt(B)).isOne();
        script.put(B, "k", put.token(), Level.of(2));
        assertThat(script.violations()).isNotEmpty();
    }

    private static Script.Told damagedForAMoment(Script script) {
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.isolate(C);
        script.damageRowFor(B, "k", 300);
        assertThat(script.isRead(B, "k", Level.ONE)).isFalse();
        assertThat(script.damagedRowsAt(B)).isOne();
        script.run(1_000);
        return put;
    }
}
