package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Script.A;
import static io.kvorum.harness.sim.Script.B;
import static io.kvorum.harness.sim.Script.C;
import static io.kvorum.harness.sim.Script.F;
import static io.kvorum.harness.sim.Script.NOTHING_READ;
import static io.kvorum.harness.sim.Script.exchanges;
import static io.kvorum.harness.sim.Script.from;
import static io.kvorum.harness.sim.Script.mutations;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.quorum.Level;
import org.junit.jupiter.api.Test;

/** Values that expire: the schedules that decision 18 goes through. The bound of clocks is 100 ms here, and clocks are right. */
class TtlScenariosTest {
    private static final long TTL = 300;
    /** Long enough for a removal: the bound, a report of the clocks, and a turn of housekeeping. */
    private static final long REMOVED = 2_500;

    @Test
    void whatHasExpiredIsHiddenAtOnceAndThenRemovedByOneReplicaForAll() {
        Script script = Script.of(3);
        script.putFor(TTL, A, "k", NOTHING_READ, Level.ALL);
        assertThat(script.read(B, "k", Level.ONE).showed()).hasSize(1);
        script.run(TTL);
        assertThat(script.read(B, "k", Level.ONE).showed()).isEmpty();
        assertThat(script.liveAt(B, "k")).hasSize(1);
        script.run(REMOVED);
        script.expectLive("k");
        // One mutation, to the two other replicas.
        assertThat(script.ownMutations()).hasSize(2);
        script.settle();
        script.expectNothingBroken();
    }

    @Test
    void siblingsExpireEachAtItsTime() {
        Script script = Script.of(3);
        script.putFor(TTL, A, "k", NOTHING_READ, Level.ALL);
        Script.Told stays = script.put(B, "k", NOTHING_READ, Level.ALL);
        Script.Told later = script.putFor(60_000, C, "k", NOTHING_READ, Level.ALL);
        script.run(TTL + REMOVED);
        script.expectLive("k", stays, later);
        script.run(60_000);
        script.settle();
        script.expectLive("k", stays);
        script.expectNothingBroken();
    }

    @Test
    void aPutThatHasNotSeenWhatExpiresStays() {
        Script script = Script.of(3);
        script.holdBack(mutations().or(exchanges()));
        script.putFor(TTL, A, "k", NOTHING_READ, Level.ONE);
        Script.Told other = script.put(B, "k", NOTHING_READ, Level.ONE);
        script.run(TTL);
        script.holdNothing();
        script.deliverHeld();
        script.run(REMOVED);
        script.expectLive("k", other);
        script.settle();
        script.expectNothingBroken();
    }

    @Test
    void aPutAfterAReadThatHidReplacesWhatWasHidden() {
        Script script = Script.of(3);
        script.putFor(TTL, A, "k", NOTHING_READ, Level.ALL);
        script.run(TTL);
        Tokens.Token hidden = script.read(C, "k", Level.QUORUM);
        assertThat(hidden.showed()).isEmpty();
        Script.Told next = script.put(B, "k", hidden, Level.ALL);
        script.expectLive("k", next);
        script.run(REMOVED);
        assertThat(script.ownMutations()).as("nothing is left to be removed").isEmpty();
        script.settle();
        script.expectLive("k", next);
        script.expectNothingBroken();
    }

    @Test
    void aRetryAfterTheRemovalBringsNothingBack() {
        Script script = Script.of(3);
        // B hears neither of the write nor, at first, of its removal.
        script.holdBack(Script.to(B).and(mutations().or(exchanges())));
        Script.Told put = script.putFor(TTL, A, "k", NOTHING_READ, Level.of(2));
        assertThat(put.isAcknowledged()).isTrue();
        script.run(TTL + REMOVED);
        assertThat(script.liveAt(A, "k")).isEmpty();
        Script.Told again = script.retry(put, B);
        assertThat(again.isAcknowledged()).isTrue();
        assertThat(script.read(B, "k", Level.ONE).showed()).isEmpty();
        script.holdNothing();
        script.deliverHeld();
        script.settle();
        script.expectLive("k");
        script.run(REMOVED);
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void aHintThatArrivesExpiredIsHiddenAndRemoved() {
        Script script = Script.of(4);
        script.isolate(F);
        script.run(600);
        Script.Told put = script.putSloppilyFor(TTL, F, "k", NOTHING_READ);
        assertThat(put.isAcknowledged()).isTrue();
        script.run(TTL);
        script.reconnect(F);
        script.run(600);
        assertThat(script.read(A, "k", Level.ALL).showed()).isEmpty();
        script.run(REMOVED);
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void oneClockThatIsAnHourAheadRemovesNothing() {
        for (int wrong : new int[] {A, B, C}) {
            Script script = Script.of(3);
            Script.Told put = script.putFor(60_000, A, "k", NOTHING_READ, Level.ALL);
            script.run(1_000);
            script.node(wrong).clock().wrong(3_600_000);
            script.run(5_000);
            script.node(wrong).clock().right();
            script.run(1_000);
            script.expectLive("k", put);
        }
    }

    @Test
    void aReplicaThatBelievesOneClockRemovesTooMuch() {
        Script script = Script.with(3, PlantedBug.EXPIRED_BY_ONE_CLOCK);
        script.putFor(60_000, A, "k", NOTHING_READ, Level.ALL);
        script.run(1_000);
        script.node(C).clock().wrong(3_600_000);
        script.run(5_000);
        script.node(C).clock().right();
        assertThat(script.violations()).extracting(Violation::kind).contains(Violation.Kind.EXPIRED_EARLY);
    }

    @Test
    void whatIsWithinTheBoundOfClocksIsHiddenButNotRemoved() {
        Script script = Script.of(3);
        Script.Told put = script.putFor(TTL, A, "k", NOTHING_READ, Level.ALL);
        script.run(TTL + 50);
        script.expectLive("k", put);
        assertThat(script.read(A, "k", Level.ALL).showed()).isEmpty();
    }

    @Test
    void whenTheFirstReplicaIsAwayTheNextOneRemoves() {
        Script script = Script.of(3);
        script.putFor(TTL, B, "k", NOTHING_READ, Level.ALL);
        script.crash(A);
        script.run(TTL + REMOVED);
        assertThat(script.liveAt(B, "k")).isEmpty();
        assertThat(script.liveAt(C, "k")).isEmpty();
        script.start(A);
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void whenTheFirstReplicaHasNeverHeardOfItTheNextOneRemoves() {
        Script script = Script.of(3);
        script.holdBack(Script.to(A).and(mutations().or(exchanges())));
        script.putFor(TTL, B, "k", NOTHING_READ, Level.of(2));
        script.run(TTL + 2 * REMOVED);
        assertThat(script.liveAt(B, "k")).isEmpty();
        assertThat(script.liveAt(C, "k")).isEmpty();
        script.holdNothing();
        script.deliverHeld();
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void anOldCopyAndAWipedDiskBringNothingBack() {
        Script script = Script.of(3);
        script.putFor(TTL, A, "k", NOTHING_READ, Level.ALL);
        script.run(50);
        SimDisk.Snapshot copy = script.backup(C);
        script.run(TTL + REMOVED);
        script.expectLive("k");
        script.restore(C, copy, true);
        script.wipe(B);
        script.start(B);
        script.run(200);
        assertThat(script.read(C, "k", Level.ONE).showed()).isEmpty();
        script.runPastTheWindow();
        script.settle();
        script.expectLive("k");
    }

    @Test
    void aRemovalThatIsLostIsMadeAgain() {
        Script script = Script.of(3);
        script.putFor(TTL, A, "k", NOTHING_READ, Level.ALL);
        script.holdBack(from(A).and(mutations().or(exchanges())));
        script.run(TTL + 1_500);
        assertThat(script.liveAt(A, "k")).isEmpty();
        script.wipe(A);
        script.dropHeld();
        script.holdNothing();
        script.start(A);
        script.settle();
        script.run(REMOVED);
        script.settle();
        script.expectLive("k");
    }
}
