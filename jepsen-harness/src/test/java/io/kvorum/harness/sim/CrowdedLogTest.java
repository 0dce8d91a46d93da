package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Script.A;
import static io.kvorum.harness.sim.Script.B;
import static io.kvorum.harness.sim.Script.C;
import static io.kvorum.harness.sim.Script.NOTHING_READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A log that gets crowded forgets early: only what is past its window and names no removed write. Schedules 10, 20 and 21 of
 * the design, with a replica that is away for long.
 */
class CrowdedLogTest {
    private static final int LOG_ENTRIES = 20;
    private static final int WRITES_PER_WINDOW = 8;

    /** Writes to other keys while a replica is away, each of them acknowledged, in several windows. */
    private static List<Script.Told> fill(Script script, int windows) {
        List<Script.Told> writes = new ArrayList<>();
        for (int window = 0; window < windows; window++) {
            for (int i = 0; i < WRITES_PER_WINDOW; i++) {
                Script.Told told = script.put(A, "filler" + window + "." + i, NOTHING_READ, Level.of(2));
                assertThat(told.isAcknowledged()).as("%s", told.reply()).isTrue();
                writes.add(told);
            }
            script.runPastTheWindow();
        }
        return writes;
    }

    @Test
    void scenario10AReplicaThatIsAwayForLongDoesNotFillTheLogsAndGetsAllRowsWhenItComesBack() {
        Script script = Script.withLogOf(LOG_ENTRIES);
        script.isolate(C);
        script.run(600);
        List<Script.Told> writes = fill(script, 6);
        assertThat(writes).hasSizeGreaterThan(2 * LOG_ENTRIES);
        script.reconnect(C);
        script.settle();
        for (Script.Told told : writes) {
            script.expectLive(told.write().key.key().toUtf8(), told);
        }
        script.expectNothingBroken();
    }

    /** A write is at B alone and, by its retry, at A; it is deleted; B comes back when the logs of the others were crowded. */
    private static void aDeletedWriteThatOneReplicaStillHolds(Script script) {
        Script.Told w0 = script.putAlone(B, "k", NOTHING_READ);
        script.isolate(B);
        script.holdNothing();
        script.run(600);
        Script.Told again = script.retry(w0, A);
        assertThat(again.isAcknowledged()).isTrue();
        Script.Told delete = script.delete(A, "k", again.token(), Level.of(2));
        assertThat(delete.isAcknowledged()).isTrue();
        script.runPastTheWindow();
        fill(script, 4);
        assertThat(script.liveAt(B, "k")).containsExactly(w0.write().id);
        script.reconnect(B);
        script.settle();
    }

    @Test
    void scenario20ThatAWriteIsGoneIsKeptUntilAllReplicasKnowIt() {
        Script script = Script.withLogOf(LOG_ENTRIES);
        aDeletedWriteThatOneReplicaStillHolds(script);
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void scenario20ForgottenEarlyItComesBack() {
        Script script = Script.withLogOf(LOG_ENTRIES, PlantedBug.FORGET_ENTRIES_THAT_NAME_REMOVED_IDS);
        aDeletedWriteThatOneReplicaStillHolds(script);
        assertThat(script.violations()).extracting(Violation::kind).contains(Violation.Kind.CAME_BACK);
    }

    /** The log is crowded; a moment later, well inside the window, the first write comes again. */
    private static ClientReply aRetryInsideTheWindow(Script script) {
        Script.Told first = script.put(A, "k", NOTHING_READ, Level.ALL);
        for (int i = 0; i < LOG_ENTRIES - 3; i++) {
            script.put(A, "filler" + i, NOTHING_READ, Level.ALL);
        }
        script.run(600);
        return script.retry(first, A).reply().orElseThrow();
    }

    @Test
    void scenario21InsideTheWindowACrowdedLogForgetsNothing() {
        Script script = Script.withLogOf(LOG_ENTRIES);
        assertThat(aRetryInsideTheWindow(script)).isInstanceOf(ClientReply.Written.class);
        script.settle();
        script.expectNothingBroken();
    }

    @Test
    void scenario21ForgottenInsideTheWindowARetryIsNotRecognised() {
        Script script = Script.withLogOf(LOG_ENTRIES, PlantedBug.FORGET_INSIDE_WINDOW);
        assertThat(aRetryInsideTheWindow(script))
                .isInstanceOfSatisfying(
                        ClientReply.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.WRITE_ID_TOO_OLD));
    }
}
