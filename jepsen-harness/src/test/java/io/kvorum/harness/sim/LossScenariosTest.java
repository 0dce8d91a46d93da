package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Script.A;
import static io.kvorum.harness.sim.Script.B;
import static io.kvorum.harness.sim.Script.C;
import static io.kvorum.harness.sim.Script.F;
import static io.kvorum.harness.sim.Script.NOTHING_READ;
import static io.kvorum.harness.sim.Script.exchanges;
import static io.kvorum.harness.sim.Script.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import org.junit.jupiter.api.Test;

/** As {@link EventualKeyScenariosTest}: the schedules about lost disks, old copies, hints, and what logs may forget. */
class LossScenariosTest {
    @Test
    void scenario09AnAnswerToAnExchangeOfAnEarlierLifeIsNotAdopted() {
        Script script = Script.of(3);
        script.slowDisk(B);
        script.holdBack(exchanges().and(to(B)));
        Script.Told atB = script.put(B, "k", NOTHING_READ, Level.ONE);
        Script.Told atC = script.put(C, "j", NOTHING_READ, Level.QUORUM);
        assertThat(atC.isAcknowledged()).isTrue();
        script.run(300);
        script.crash(B);
        script.node(B).commit().fsyncFactor = 1;
        script.start(B);
        script.run(500);
        script.deliverHeld();
        script.settle();
        script.expectLive("j", atC);
        // B has lost it; the others had it before B's fsync, and acknowledged it.
        assertThat(atB.isAcknowledged()).isTrue();
        script.expectLive("k", atB);
        script.expectNothingBroken();
    }

    @Test
    void scenario10AWipedReplicaGetsWhatTheLogsHaveForgotten() {
        Script script = Script.of(3);
        Script.Told w0 = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.runPastTheWindow();
        script.wipe(C);
        script.start(C);
        script.run(3_000);
        assertThat(script.liveAt(C, "k")).containsExactly(w0.write().id);
        script.settle();
        script.expectLive("k", w0);
        script.expectNothingBroken();
    }

    @Test
    void scenario13AHintReachesANodeThatLostItsDisk() {
        Script script = Script.of(4);
        script.crash(B);
        script.crash(C);
        script.run(600);
        Script.Told w0 = script.putSloppily(A, "k", NOTHING_READ, Level.of(2));
        assertThat(w0.isAcknowledged()).isTrue();
        assertThat(script.hintsAt(F)).isEqualTo(1);
        script.wipe(B);
        script.wipe(A);
        script.start(B);
        script.start(C);
        script.start(A);
        script.settle();
        script.expectLive("k", w0);
        script.expectNothingBroken();
    }

    @Test
    void scenario14WhatLeftBeforeItWasDurableIsNotMintedAgain() {
        Script script = Script.of(3);
        crashBeforeTheMutationIsDurable(script);
        script.expectNothingBroken();
    }

    @Test
    void scenario14TheOldActorWouldMintTheDotAgain() {
        Script script = Script.with(3, PlantedBug.UNCLEAN_START_KEEPS_ACTOR);
        crashBeforeTheMutationIsDurable(script);
        assertThat(script.violations()).extracting(Violation::kind).contains(Violation.Kind.DOT_REUSED);
    }

    /** A's mutation of k is at B when a crash takes it back at A; then A mints a dot for j. */
    private static void crashBeforeTheMutationIsDurable(Script script) {
        script.slowDisk(A);
        script.cut(A, C);
        Script.Told early = script.put(A, "k", NOTHING_READ, Level.ONE);
        assertThat(early.isAcknowledged()).isTrue();
        assertThat(script.mutationsOf(early, B)).hasSize(1);
        script.isolate(B);
        script.mend(A, C);
        script.crash(A);
        script.node(A).commit().fsyncFactor = 1;
        script.start(A);
        script.run(1_000);
        Script.Told next = script.put(A, "j", NOTHING_READ, Level.QUORUM);
        script.reconnect(B);
        script.settle();
        if (script.violations().isEmpty()) {
            assertThat(next.isAcknowledged()).isTrue();
            script.expectLive("k", early);
            script.expectLive("j", next);
        }
    }

    /** A write that a fallback minted comes after its retry was deleted and forgotten. */
    static Script.Told aHintThatComesTooLate(Script script) {
        script.isolate(F);
        script.run(600);
        Script.Told w0 = script.putSloppily(F, "k", NOTHING_READ, Level.ONE);
        assertThat(w0.isAcknowledged()).isTrue();
        assertThat(script.hintsAt(F)).isEqualTo(1);
        Script.Told again = script.retry(w0, A);
        assertThat(again.isAcknowledged()).isTrue();
        Script.Told delete = script.delete(A, "k", again.token(), Level.ALL);
        assertThat(delete.isAcknowledged()).isTrue();
        script.runPastTheWindow();
        script.reconnect(F);
        script.run(2_000);
        return w0;
    }

    @Test
    void scenario20AMutationFromBeforeTheHorizonIsRefused() {
        Script script = Script.of(4);
        aHintThatComesTooLate(script);
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
        assertThat(script.hintsAt(F)).as("the hint is set aside").isEqualTo(1);
        assertThat(script.dropSetAsideHintsAt(F)).isEqualTo(new ClientReply.HintsDropped(1));
        assertThat(script.dropSetAsideHintsAt(F)).isEqualTo(new ClientReply.HintsDropped(0));
        script.crash(F);
        script.start(F);
        assertThat(script.hintsAt(F)).isZero();
    }

    @Test
    void scenario20WithoutTheHorizonTheDeletedWriteIsBack() {
        Script script = Script.with(4, PlantedBug.HORIZON_NOT_CHECKED);
        aHintThatComesTooLate(script);
        script.settle();
        assertThat(script.violations()).extracting(Violation::kind).contains(Violation.Kind.CAME_BACK);
    }

    @Test
    void scenario21InsideTheWindowNothingIsForgottenForSize() {
        Script script = Script.withLogOf(6);
        Tokens.Token last = NOTHING_READ;
        Script.Told told = script.put(A, "k", last, Level.ALL);
        for (int i = 0; i < 12 && told.isAcknowledged(); i++) {
            last = told.token();
            told = script.put(A, "k", last, Level.ALL);
        }
        assertThat(told.reply().orElseThrow())
                .isInstanceOfSatisfying(
                        ClientReply.Failed.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED));
        script.runPastTheWindow();
        assertThat(script.put(A, "k", last, Level.ALL).isAcknowledged()).isTrue();
        script.settle();
        script.expectNothingBroken();
    }

    @Test
    void scenario22ARestoredCopyTakesAFreshActor() {
        Script script = Script.of(3);
        SimDisk.Snapshot old = script.backup(B);
        Script.Told seenByItsClientOnly = script.putAlone(B, "k", NOTHING_READ);
        assertThat(seenByItsClientOnly.isAcknowledged()).isTrue();
        script.holdNothing();
        // Acknowledged by one node, which then loses it: nothing is promised.
        seenByItsClientOnly.write().excused = true;
        script.restore(B, old, true);
        script.run(1_500);
        Script.Told next = script.put(B, "j", NOTHING_READ, Level.QUORUM);
        assertThat(next.isAcknowledged()).isTrue();
        assertThat(next.write().dot.orElseThrow().actor())
                .isNotEqualTo(old.identity().actor());
        script.settle();
        script.expectLive("j", next);
        script.expectNothingBroken();
    }

    @Test
    void scenario24AnUnmarkedCopyIsRecognisedByThePeerThatKnowsItsDots() {
        Script script = Script.of(3);
        Script.Told before = script.put(A, "k", NOTHING_READ, Level.ALL);
        SimDisk.Snapshot old = script.backup(A);
        script.holdBack(to(C).or(exchanges()));
        Script.Told onlyAtB = script.put(A, "k", before.token(), Level.of(2));
        assertThat(onlyAtB.isAcknowledged()).isTrue();
        script.dropHeld();
        script.holdNothing();
        // As if it had ended in order: else it would go on as a new incarnation anyway.
        script.restore(A, old.asIfStopped(), false);
        script.run(1_500);
        Script.Told next = script.put(A, "j", NOTHING_READ, Level.QUORUM);
        assertThat(next.isAcknowledged()).isTrue();
        assertThat(next.write().dot.orElseThrow().actor())
                .isNotEqualTo(old.identity().actor());
        script.settle();
        script.expectLive("k", onlyAtB);
        script.expectNothingBroken();
    }

    @Test
    void aWriteWithoutEnoughReplicasIsRefusedBeforeAnythingIsChanged() {
        Script script = Script.of(3);
        script.isolate(A);
        script.run(600);
        Script.Told refused = script.put(A, "k", NOTHING_READ, Level.QUORUM);
        assertThat(refused.reply().orElseThrow())
                .isInstanceOfSatisfying(
                        ClientReply.Failed.class,
                        failed -> assertThat(failed.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }
}
