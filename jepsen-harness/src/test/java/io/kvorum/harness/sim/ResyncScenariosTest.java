package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Script.A;
import static io.kvorum.harness.sim.Script.B;
import static io.kvorum.harness.sim.Script.C;
import static io.kvorum.harness.sim.Script.NOTHING_READ;
import static io.kvorum.harness.sim.Script.exchanges;
import static io.kvorum.harness.sim.Script.from;
import static io.kvorum.harness.sim.Script.mutations;
import static io.kvorum.harness.sim.Script.readRepairs;
import static io.kvorum.harness.sim.Script.to;
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

    @Test
    void whatIsGoneThereGoesHereToo() {
        Script script = Script.of(3);
        aDeletedRowInAnOldCopy(script);
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void keptItWouldBeBack() {
        Script script = Script.with(3, PlantedBug.ROWS_ABSENT_FROM_PAGES_KEPT);
        aDeletedRowInAnOldCopy(script);
        assertThat(script.liveAt(C, "k")).isNotEmpty();
    }

    /** No log knows of the delete any more, as all replicas had it. */
    private static void aDeletedRowInAnOldCopy(Script script) {
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.put(A, "other", NOTHING_READ, Level.ALL);
        script.run(1_000);
        SimDisk.Snapshot old = script.backup(C);
        assertThat(script.delete(A, "k", put.token(), Level.ALL).isAcknowledged())
                .isTrue();
        script.runPastTheWindow();
        script.restore(C, old, true);
        script.run(3_000);
    }

    @Test
    void scenario23ARowThatHoldsOnlyAContextComesAlong() {
        Script script = Script.of(3);
        aRowFromBeforeTheRemovalComesLate(script);
        assertThat(script.liveAt(B, "k")).isEmpty();
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void scenario23WithoutItTheRemovedWriteIsBack() {
        Script script = Script.with(3, PlantedBug.UNSTRIPPED_ROWS_NOT_SHIPPED);
        aRowFromBeforeTheRemovalComesLate(script);
        assertThat(script.liveAt(B, "k")).isNotEmpty();
    }

    /**
     * A hole stays in all clocks below the dot of a write that is deleted. B goes back to an old copy, and takes from the others what no
     * log has any more; then a row with that write arrives there, on its way since before the delete.
     */
    private static void aRowFromBeforeTheRemovalComesLate(Script script) {
        for (int i = 0; i < 5; i++) {
            script.put(A, "old" + i, NOTHING_READ, Level.ALL);
        }
        script.run(1_000);
        SimDisk.Snapshot old = script.backup(B);
        script.holdBack(from(C).and(mutations().or(exchanges())));
        assertThat(script.put(C, "other", NOTHING_READ, Level.of(2)).isAcknowledged())
                .isFalse();
        script.dropHeld();
        script.holdBack(exchanges().or(to(B).and(mutations())));
        Script.Told put = script.put(C, "k", NOTHING_READ, Level.of(2));
        assertThat(put.isAcknowledged()).isTrue();
        script.dropHeld();
        script.cut(A, C);
        script.holdBack(exchanges().or(to(B).and(readRepairs())));
        script.run(600);
        script.isRead(A, "k", Level.QUORUM);
        // What made the hole is lost for good.
        script.wipe(C);
        script.mend(A, C);
        script.dropHeld(exchanges());
        script.holdBack(to(B).and(readRepairs()));
        script.start(C);
        script.run(3_000);
        assertThat(script.delete(A, "k", put.token(), Level.ALL).isAcknowledged())
                .isTrue();
        script.runPastTheWindow();
        script.restore(B, old, true);
        script.run(3_000);
        script.holdNothing();
        script.deliverHeld();
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
