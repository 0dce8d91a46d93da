package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.RegisterScript.A;
import static io.kvorum.harness.sim.RegisterScript.B;
import static io.kvorum.harness.sim.RegisterScript.C;
import static io.kvorum.harness.sim.RegisterScript.absent;
import static io.kvorum.harness.sim.RegisterScript.change;
import static io.kvorum.harness.sim.RegisterScript.comparisons;
import static io.kvorum.harness.sim.RegisterScript.from;
import static io.kvorum.harness.sim.RegisterScript.pages;
import static io.kvorum.harness.sim.RegisterScript.prepares;
import static io.kvorum.harness.sim.RegisterScript.preparesOf;
import static io.kvorum.harness.sim.RegisterScript.rounds;
import static io.kvorum.harness.sim.RegisterScript.to;
import static io.kvorum.harness.sim.RegisterScript.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.sim.RegisterScript.Asked;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Schedules that break simpler rules for registers, and what each must end in. */
class RegisterScenariosTest {
    @Test
    void whatOneCoordinatorDecidesAnotherOneReads() {
        RegisterScript script = new RegisterScript();
        long first = script.put(A, "k", "one").version();
        assertThat(script.read(B, "k")).contains("one");
        Asked second = script.put(B, "k", "two", version("k", first));
        assertThat(second.version()).isGreaterThan(first);
        assertThat(script.put(C, "k", "three", version("k", first)).isConflict())
                .isTrue();
        assertThat(script.read(C, "k")).contains("two");
    }

    @Test
    void versionsGrowOverDeletes() {
        RegisterScript script = new RegisterScript();
        long first = script.put(A, "k", "one").version();
        long deleted = script.delete(B, "k", version("k", first)).version();
        assertThat(script.read(C, "k")).isEmpty();
        long again = script.put(C, "k", "two", absent("k")).version();
        assertThat(List.of(first, deleted, again)).isSorted().doesNotHaveDuplicates();
        assertThat(script.put(A, "k", "three", version("k", first)).isConflict())
                .isTrue();
    }

    @Test
    void aBatchOverATagIsOneVersion() {
        RegisterScript script = new RegisterScript();
        Asked batch = script.update(
                A,
                List.of(absent("{o}state")),
                List.of(change("{o}state", Optional.of("new")), change("{o}outbox", Optional.of("created"))));
        assertThat(batch.isApplied()).isTrue();
        assertThat(script.put(B, "{o}state", "paid", version("{o}outbox", batch.version()))
                        .isApplied())
                .isTrue();
        Asked refused = script.update(
                C,
                List.of(version("{o}state", batch.version())),
                List.of(change("{o}outbox", Optional.empty()), change("{o}state", Optional.of("lost"))));
        assertThat(refused.isConflict()).isTrue();
        assertThat(script.read(C, "{o}state")).contains("paid");
        assertThat(script.read(C, "{o}outbox")).contains("created");
    }

    @Test
    void keysOfDifferentTagsAreNotOneUpdate() {
        RegisterScript script = new RegisterScript();
        Asked asked = script.update(
                A, List.of(), List.of(change("{a}x", Optional.of("1")), change("{b}x", Optional.of("2"))));
        ClientReply.Failed failed = (ClientReply.Failed) asked.reply().orElseThrow();
        assertThat(failed.code()).isEqualTo(ErrorCode.NOT_ONE_TAG);
        assertThat(failed.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    /** A retry that is told that the conditions failed is told the last word: the first attempt must not be applied any more. */
    @Test
    void aRetrysConflictIsTheLastWord() {
        assertThat(firstAttemptRevives(new RegisterScript())).isFalse();
        assertThat(firstAttemptRevives(new RegisterScript(PlantedBug.RETRY_CONFLICT_NOT_RECORDED)))
                .isTrue();
    }

    private static boolean firstAttemptRevives(RegisterScript script) {
        script.put(B, "k", "one");
        // What A says is lost for a while; it goes on trying, although its client has long asked another one.
        script.holdBack(from(A).and(rounds()));
        Asked first = script.begin(A, List.of(absent("k")), List.of(change("k", Optional.of("mine"))));
        script.run(20);
        assertThat(script.retry(first, B).isConflict()).as("%s", script.story()).isTrue();
        assertThat(script.delete(B, "k").isApplied()).isTrue();
        script.holdNothing();
        script.dropHeld();
        script.run(2_000);
        return script.read(C, "k").equals(Optional.of("mine"));
    }

    @Test
    void aMajorityIsNeededAndTheOutcomeIsHonest() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.isolate(A);
        script.run(600);
        Asked alone = script.put(A, "k", "two");
        ClientReply.Failed failed = (ClientReply.Failed) alone.reply().orElseThrow();
        assertThat(failed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failed.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(script.put(B, "k", "three").isApplied()).isTrue();
        script.reconnect(A);
        script.run(600);
        assertThat(script.read(A, "k")).contains("three");
    }

    @Test
    void anUpdateWhoseAnswersAreLostIsUnknownAndItsRetryIsToldTheOriginalOutcome() {
        RegisterScript script = new RegisterScript();
        script.holdBack(to(A).and(rounds()));
        Asked first = script.put(A, "k", "one", absent("k"));
        ClientReply.Failed failed = (ClientReply.Failed) first.reply().orElseThrow();
        assertThat(failed.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        script.holdNothing();
        script.dropHeld();
        Asked again = script.retry(first, B);
        assertThat(again.isApplied()).as("%s", script.story()).isTrue();
        assertThat(script.retry(first, C).version()).isEqualTo(again.version());
        assertThat(script.put(C, "k", "two", absent("k")).isConflict()).isTrue();
    }

    /** As when a coordinator comes back and is asked at once, before the others have a way back to it. */
    @Test
    void aLostAnswerCostsLessThanARound() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.holdBack(to(A).and(rounds()));
        Asked asked = script.begin(A, List.of(), List.of(change("k", Optional.of("two"))));
        script.run(20);
        script.holdNothing();
        script.dropHeld();
        long before = script.world.now();
        script.await(asked);
        assertThat(asked.isApplied()).as("%s", script.story()).isTrue();
        long roundNanos =
                20 * RegisterScript.limits(10_000, 256).readHedgeDelay().toNanos();
        assertThat(script.world.now() - before).as("%s", script.story()).isLessThan(roundNanos / 2);
        assertThat(script.read(B, "k")).contains("two");
    }

    @Test
    void anAcceptorThatLostItsDiskLearnsBeforeItVotes() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        long epoch = script.acceptorsEpoch(A);
        script.wipe(B);
        script.start(B);
        script.run(3_000);
        assertThat(script.acceptorsEpoch(A)).isGreaterThan(epoch);
        assertThat(script.votes(B)).as("%s", script.story()).isTrue();
        script.crash(A);
        script.run(600);
        assertThat(script.read(C, "k")).contains("one");
        assertThat(script.put(B, "k", "two").isApplied()).isTrue();
    }

    /** What only the lost disk and one other had was chosen: it must be found, and no read may say that there is nothing. */
    @Test
    void whatTheLostDiskHadChosenIsNotLost() {
        RegisterScript script = new RegisterScript();
        script.cut(A, C);
        script.cut(B, C);
        script.run(600);
        assertThat(script.put(A, "k", "one").isApplied()).isTrue();
        script.wipe(B);
        script.mend(A, C);
        script.mend(B, C);
        script.start(B);
        script.run(600);
        script.crash(A);
        script.run(5);
        script.start(A);
        script.run(3_000);
        assertThat(script.read(C, "k")).contains("one");
        assertThat(script.votes(B)).as("%s", script.story()).isTrue();
    }

    @Test
    void whileOneOfTheOthersIsAwayTheLostOneWaits() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.isolate(C);
        script.wipe(B);
        script.start(B);
        script.run(3_000);
        assertThat(script.votes(B)).isFalse();
        script.reconnect(C);
        script.run(3_000);
        assertThat(script.votes(B)).as("%s", script.story()).isTrue();
        assertThat(script.read(B, "k")).contains("one");
    }

    /** A round that it began for an earlier page ends late: it must not be taken for one of those that are still missing. */
    @Test
    void theLostOneVotesOnlyWhenAllRoundsThatItNeedsHaveEnded() {
        RegisterScript script = new RegisterScript();
        script.cut(A, C);
        script.cut(B, C);
        script.run(600);
        script.put(A, "k", "one");
        script.put(A, "l", "two");
        script.wipe(B);
        script.mend(A, C);
        script.mend(B, C);
        script.holdBack(from(B).and(prepares()));
        script.start(B);
        script.awaitHeld(preparesOf("k"));
        script.awaitHeld(preparesOf("l"));
        script.holdBack(from(B).and(prepares()).or(to(B).and(pages())));
        script.run(100);
        script.deliverHeld(preparesOf("k"));
        script.run(60);
        assertThat(script.votes(B)).as("%s", script.story()).isFalse();
        script.holdNothing();
        script.dropHeld();
        script.run(3_000);
        assertThat(script.votes(B)).as("%s", script.story()).isTrue();
        script.crash(A);
        script.run(600);
        assertThat(script.read(B, "l")).contains("two");
    }

    @Test
    void aColdStartInAnyOrderEndsServing() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        for (int node : List.of(A, B, C)) {
            script.crash(node);
        }
        script.run(1_000);
        for (int node : List.of(C, A, B)) {
            script.start(node);
            script.run(700);
        }
        assertThat(script.read(A, "k")).contains("one");
        assertThat(script.put(C, "k", "two").isApplied()).isTrue();
    }

    @Test
    void aRestoredCopyIsAnotherIncarnation() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        SimDisk.Snapshot copy = script.backup(B);
        script.put(A, "k", "two");
        script.restore(B, copy, true);
        script.run(3_000);
        assertThat(script.votes(B)).as("%s", script.story()).isTrue();
        script.crash(A);
        script.run(600);
        assertThat(script.read(B, "k")).contains("two");
    }

    @Test
    void keysOfADroppedStrongBucketAreRemoved() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.drop();
        script.run(2_000);
        for (int node : List.of(A, B, C)) {
            assertThat(script.registersAt(node)).as("at node %s", node).isZero();
        }
    }

    /** A snapshot of a running node does not say that it is one, and a process that starts on it believes to have crashed. */
    @Test
    void anOldCopyOfARunningNodeIsRecognisedByHowFarItsDirectoryWas() {
        RegisterScript script = new RegisterScript();
        assertThat(readAfterAnOldCopyOfARunningNode(script)).isEmpty();
        assertThat(script.votes(B)).as("it has forgotten what it accepted").isFalse();
        script.start(A);
        script.run(3_000);
        assertThat(script.votes(B)).as("it has learned it again").isTrue();
        script.crash(A);
        assertThat(script.read(B, "k")).contains("two");
        assertThat(readAfterAnOldCopyOfARunningNode(new RegisterScript(PlantedBug.OLD_COPY_KEEPS_ACTOR)))
                .as("nobody tells it")
                .contains("one");
    }

    private static Optional<String> readAfterAnOldCopyOfARunningNode(RegisterScript script) {
        // Else it would get by itself what it lacks.
        script.holdBack(comparisons());
        script.put(A, "k", "one");
        SimDisk.Snapshot old = script.backup(B);
        script.isolate(C);
        script.run(600);
        assertThat(script.put(A, "k", "two").isApplied()).isTrue();
        script.restore(B, old, false);
        script.run(3_000);
        script.crash(A);
        script.reconnect(C);
        script.run(1_000);
        return script.tryToRead(C, "k");
    }

    @Test
    void anOldCopyThatStartsAloneVotesOnlyWhenAMajorityHasSaidThatItIsNone() {
        assertThat(lostByAnOldCopyThatStartsAlone(new RegisterScript())).isFalse();
        assertThat(lostByAnOldCopyThatStartsAlone(new RegisterScript(PlantedBug.OLD_COPY_VOTES_UNCONFIRMED)))
                .isTrue();
    }

    private static boolean lostByAnOldCopyThatStartsAlone(RegisterScript script) {
        script.put(A, "k", "one");
        script.run(1_000);
        SimDisk.Snapshot old = script.backup(C).asIfStopped();
        script.isolate(B);
        script.run(600);
        assertThat(script.put(A, "k", "two").isApplied()).isTrue();
        script.reconnect(B);
        script.crash(A);
        script.crash(B);
        script.restore(C, old, false);
        script.run(3_000);
        // That B has never heard of anything newer does not come before its first question.
        script.holdBack(flight -> flight.to() == C && flight.message() instanceof PeerMessage.ActorAnswer);
        script.start(B);
        script.run(1_500);
        return script.tryToRead(B, "k").equals(Optional.of("one"));
    }

    /** Else a cluster whose folders are moved together could never vote again: nobody would be left to learn from. */
    @Test
    void directoriesThatWereMovedTogetherGoOn() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.run(200);
        List.of(A, B, C).forEach(node -> {
            script.crash(node);
            script.node(node).restore(script.backup(node), false, true);
        });
        script.start(A);
        script.start(B);
        script.run(3_000);
        assertThat(script.votes(A)).as("C might have remembered more").isFalse();
        script.start(C);
        script.run(3_000);
        assertThat(script.read(B, "k")).contains("one");
        assertThat(script.votes(A)).isTrue();
    }

    /** What it had learned under its first naming says nothing about what was decided since. */
    @Test
    void anIncarnationThatIsNamedAgainLearnsAgain() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.wipe(B);
        script.start(B);
        script.run(3_000);
        assertThat(script.votes(B)).isTrue();
        SimDisk.Snapshot second = script.backup(B).asIfStopped();
        script.wipe(B);
        script.start(B);
        script.run(3_000);
        assertThat(script.votes(B)).isTrue();
        script.isolate(C);
        script.run(600);
        assertThat(script.put(A, "k", "two").isApplied()).isTrue();
        script.restore(B, second, false);
        script.reconnect(C);
        script.holdBack(pages());
        script.run(3_000);
        assertThat(script.votes(B)).isFalse();
        script.holdNothing();
        script.dropHeld();
        script.run(3_000);
        script.crash(A);
        script.run(600);
        assertThat(script.read(B, "k")).contains("two");
    }
}
