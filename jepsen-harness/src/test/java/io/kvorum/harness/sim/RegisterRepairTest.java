package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.RegisterScript.A;
import static io.kvorum.harness.sim.RegisterScript.B;
import static io.kvorum.harness.sim.RegisterScript.C;
import static io.kvorum.harness.sim.RegisterScript.absent;
import static io.kvorum.harness.sim.RegisterScript.accepts;
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
