package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.RegisterScript.A;
import static io.kvorum.harness.sim.RegisterScript.B;
import static io.kvorum.harness.sim.RegisterScript.C;
import static io.kvorum.harness.sim.RegisterScript.absent;
import static io.kvorum.harness.sim.RegisterScript.accepts;
import static io.kvorum.harness.sim.RegisterScript.comparisons;
import static io.kvorum.harness.sim.RegisterScript.prepares;
import static io.kvorum.harness.sim.RegisterScript.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.sim.RegisterScript.Asked;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Replicas of registers that compare what they have: what was missed comes by itself, and what is deleted goes. */
class RegisterRepairTest {
    private static final long LONGER_THAN_THE_WINDOW = 2 * ScriptedWorld.WINDOW_MILLIS;

    @Test
    void whatAReplicaHasMissedComesWithoutUse() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.isolate(C);
        script.run(600);
        script.put(A, "k", "two");
        script.put(A, "l", "new");
        assertThat(script.valueAt(C, "k")).contains("one");
        script.reconnect(C);
        script.run(3_000);
        assertThat(script.valueAt(C, "k")).as("%s", script.story()).contains("two");
        assertThat(script.valueAt(C, "l")).contains("new");
    }

    /** One of them has accepted what was never decided: one value or the other, but the same at all. */
    @Test
    void whatWasOnlyUnderWayIsFinished() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.holdBack(accepts().and(to(A).negate()));
        script.begin(A, List.of(), List.of(RegisterScript.change("k", Optional.of("two"))));
        script.run(20);
        script.crash(A);
        script.holdNothing();
        script.dropHeld();
        script.start(A);
        script.run(3_000);
        assertThat(script.valueAt(B, "k")).isEqualTo(script.valueAt(A, "k")).isEqualTo(script.valueAt(C, "k"));
    }

    @Test
    void aTombstoneThatAllHaveIsDropped() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        Asked deleted = script.delete(B, "k");
        script.run(500);
        assertThat(script.registersAt(A))
                .as("retries of the delete may still come")
                .isPositive();
        script.run(LONGER_THAN_THE_WINDOW);
        for (int node : List.of(A, B, C)) {
            assertThat(script.registersAt(node)).as("at node %s", node).isZero();
        }
        ClientReply.Failed late =
                (ClientReply.Failed) script.retry(deleted, C).reply().orElseThrow();
        assertThat(late.code()).isEqualTo(ErrorCode.WRITE_ID_TOO_OLD);
        Asked again = script.put(C, "k", "two", absent("k"));
        assertThat(again.version()).as("versions go on").isGreaterThan(deleted.version());
        assertThat(script.read(B, "k")).contains("two");
    }

    @Test
    void whileAReplicaIsAwayATombstoneStays() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.isolate(C);
        script.run(600);
        script.delete(A, "k");
        script.run(LONGER_THAN_THE_WINDOW);
        assertThat(script.registersAt(A)).isPositive();
        script.crash(B);
        script.reconnect(C);
        script.run(600);
        assertThat(script.read(C, "k")).isEmpty();
        script.start(B);
        script.run(LONGER_THAN_THE_WINDOW);
        for (int node : List.of(A, B, C)) {
            assertThat(script.registersAt(node)).as("at node %s", node).isZero();
        }
        assertThat(script.read(C, "k")).isEmpty();
    }

    /** A replica that has nothing may still be about to accept an old value: nothing is not the same as a tombstone. */
    @Test
    void aReplicaThatNeverHeardOfARegisterKeepsItsTombstoneAlive() {
        assertThat(revivedByALateAccept(new RegisterScript())).isEmpty();
        assertThat(revivedByALateAccept(new RegisterScript(PlantedBug.BARE_ABSENCE_COUNTS)))
                .contains("one");
    }

    private static Optional<String> revivedByALateAccept(RegisterScript script) {
        script.holdBack(to(C).and(accepts().or(prepares())));
        assertThat(script.put(A, "k", "one").isApplied()).isTrue();
        assertThat(script.delete(A, "k").isApplied()).isTrue();
        script.run(LONGER_THAN_THE_WINDOW);
        script.deliverHeld(flight -> flight.message() instanceof PeerMessage.AcceptRegister accept
                && !accept.value().isTombstone());
        script.holdNothing();
        script.dropHeld();
        script.run(20);
        return script.read(C, "k");
    }

    /** All others have dropped what was deleted since, and could not outvote what the copy still has. */
    @Test
    void anOldCopyDoesNotReviveWhatWasDeletedAndDropped() {
        RegisterScript script = new RegisterScript();
        long deleted = deletedAndDroppedBehindACopy(script);
        assertThat(script.read(C, "k")).as("%s", script.story()).isEmpty();
        assertThat(script.put(C, "k", "two").version()).isGreaterThan(deleted);
        RegisterScript keeping = new RegisterScript(PlantedBug.OLD_COPY_KEEPS_REGISTERS);
        deletedAndDroppedBehindACopy(keeping);
        assertThat(keeping.read(C, "k")).contains("one");
    }

    private static long deletedAndDroppedBehindACopy(RegisterScript script) {
        script.put(A, "k", "one");
        script.run(500);
        SimDisk.Snapshot copy = script.backup(C);
        long deleted = script.delete(A, "k").version();
        script.run(LONGER_THAN_THE_WINDOW);
        assertThat(script.registersAt(A)).isZero();
        script.restore(C, copy, true);
        script.run(3_000);
        assertThat(script.votes(C)).as("%s", script.story()).isTrue();
        return deleted;
    }

    /** The floor is as high as the busiest tombstone was, and says nothing of what is stored. */
    @Test
    void whoLearnsTakesWhatLiesBelowTheFloorToo() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        raiseFloors(script);
        script.run(LONGER_THAN_THE_WINDOW);
        script.wipe(B);
        // Only what it learns counts.
        script.holdBack(comparisons());
        script.start(B);
        script.run(3_000);
        assertThat(script.votes(B)).as("%s", script.story()).isTrue();
        assertThat(script.valueAt(B, "k")).contains("one");
    }

    @Test
    void whatWasMissedComesToAReplicaThatHasPromisedMore() {
        RegisterScript script = new RegisterScript();
        raiseFloors(script);
        script.isolate(C);
        script.run(600);
        assertThat(script.put(A, "k", "one").isApplied()).isTrue();
        script.run(LONGER_THAN_THE_WINDOW);
        script.reconnect(C);
        script.run(4_000);
        assertThat(script.valueAt(C, "k")).as("%s", script.story()).contains("one");
    }

    /** By a register that is written many times, deleted, and dropped when all have heard of it and its window is over. */
    private static void raiseFloors(RegisterScript script) {
        for (int i = 0; i < 100; i++) {
            script.put(A, "busy", "" + i);
        }
        script.delete(A, "busy");
        script.run(200);
    }

    /** Nobody ever wrote it: what a failed condition has left behind at the acceptors goes into their floors. */
    @Test
    void promisesOfWhatWasNeverWrittenDoNotStay() {
        RegisterScript script = new RegisterScript();
        for (int i = 0; i < 200; i++) {
            assertThat(script.put(A, "k" + i, "one", RegisterScript.version("k" + i, 7))
                            .isConflict())
                    .isTrue();
        }
        script.run(3_000);
        for (int node : List.of(A, B, C)) {
            assertThat(script.registersAt(node)).as("at node %s", node).isZero();
        }
        assertThat(script.put(B, "k1", "one", absent("k1")).isApplied()).isTrue();
    }
}
