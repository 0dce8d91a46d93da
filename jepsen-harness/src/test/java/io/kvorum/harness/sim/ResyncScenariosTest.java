package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Script.A;
import static io.kvorum.harness.sim.Script.B;
import static io.kvorum.harness.sim.Script.C;
import static io.kvorum.harness.sim.Script.NOTHING_READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.quorum.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The schedules about a replica that was away for longer than the logs reach. */
class ResyncScenariosTest {
    private static final int OLD_KEYS = 200;
    private static final int NEW_KEYS = 50;
    private static final int LOG_ENTRIES = 60;

    @Test
    void onlyWhatDiffersIsSent() {
        Script script = Script.withLogOf(LOG_ENTRIES);
        writeOldKeys(script);
        Script.Told missed = missNewKeysAtC(script);
        script.sent.clear();
        script.reconnect(C);
        script.run(6_000);
        assertThat(rowsSentTo(script, C)).isBetween(1L, 3L * NEW_KEYS);
        script.settle();
        script.expectLive("new" + (NEW_KEYS - 1), missed);
        script.expectNothingBroken();
    }

    @Test
    void aReplicaWithAnEmptyDiskGetsAllRows() {
        Script script = Script.withLogOf(LOG_ENTRIES);
        writeOldKeys(script);
        script.wipe(C);
        script.sent.clear();
        script.start(C);
        script.run(6_000);
        assertThat(rowsSentTo(script, C)).isGreaterThanOrEqualTo(OLD_KEYS);
        script.settle();
        script.expectNothingBroken();
    }

    @Test
    void keysThatBothHaveAreNotTakenForEqual() {
        Script script = Script.withLogOf(LOG_ENTRIES, PlantedBug.EQUAL_KEYS_ARE_EQUAL_ROWS);
        writeOldKeys(script);
        script.isolate(C);
        for (int i = 0; i < NEW_KEYS; i++) {
            // Beside what is there: a write that replaces is kept in the log.
            assertThat(script.put(A, "old" + i, NOTHING_READ, Level.of(2)).isAcknowledged())
                    .isTrue();
        }
        script.runPastTheWindow();
        script.reconnect(C);
        script.settle();
        assertThat(script.violations()).extracting(Violation::kind).contains(Violation.Kind.DIVERGED);
    }

    private static void writeOldKeys(Script script) {
        for (int i = 0; i < OLD_KEYS; i++) {
            assertThat(script.put(A, "old" + i, NOTHING_READ, Level.ALL).isAcknowledged())
                    .isTrue();
            if (i % (LOG_ENTRIES / 2) == 0) {
                script.runPastTheWindow();
            }
        }
        script.runPastTheWindow();
    }

    /** Long enough for the others' logs to forget them, as they are crowded. */
    private static Script.Told missNewKeysAtC(Script script) {
        script.isolate(C);
        script.run(500);
        for (int i = 0; i < NEW_KEYS - 1; i++) {
            assertThat(script.put(B, "new" + i, NOTHING_READ, Level.of(2)).isAcknowledged())
                    .isTrue();
        }
        Script.Told last = script.put(A, "new" + (NEW_KEYS - 1), NOTHING_READ, Level.of(2));
        script.runPastTheWindow();
        return last;
    }

    private static long rowsSentTo(Script script, int node) {
        return List.copyOf(script.sent).stream()
                .filter(flight -> flight.to() == node)
                .mapToLong(flight -> flight.message() instanceof PeerMessage.PageAnswer page
                        ? page.rows().size()
                        : 0)
                .sum();
    }
}
