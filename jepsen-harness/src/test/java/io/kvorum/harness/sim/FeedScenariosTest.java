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

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.FeedPage;
import io.kvorum.replication.request.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The schedules about change feeds: what a consumer must be shown, by whom, and what it must be told instead. */
class FeedScenariosTest {
    private static final int LONG = 8_000;
    private static final int STEP = 200;

    @Test
    void aConsumerBeginsWithWhatThereIsAndGoesOnAtAnotherReplica() {
        Script script = Script.of(3);
        Script.Told first = script.put(A, "k", NOTHING_READ, Level.ALL);
        FeedPage snapshot = page(script, A, Bytes.EMPTY);
        assertThat(snapshot.snapshot()).isTrue();
        assertThat(snapshot.snapshotEnds()).isTrue();
        assertThat(shown(snapshot)).containsExactly(first.write().id);
        Script.Told second = script.put(B, "k", first.token(), Level.ALL);
        FeedPage changes = page(script, C, snapshot.position());
        assertThat(changes.snapshot()).isFalse();
        assertThat(shown(changes)).containsExactly(second.write().id);
        assertThat(page(script, B, changes.position()).changes()).isEmpty();
    }

    @Test
    void aRemovalIsAChange() {
        Script script = Script.of(3);
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        FeedPage before = page(script, A, Bytes.EMPTY);
        script.delete(B, "k", put.token(), Level.ALL);
        FeedPage after = page(script, A, before.position());
        assertThat(after.changes()).hasSize(1);
        assertThat(shown(after)).isEmpty();
    }

    @Test
    void aChangeIsShownWhenItIsDurableAndNotBefore() {
        Script script = Script.of(3);
        FeedPage start = page(script, A, Bytes.EMPTY);
        script.isolate(A);
        script.slowDisk(A);
        script.put(A, "k", NOTHING_READ, Level.ONE);
        assertThat(script.feed(A, "k", start.position(), false)).isEmpty();
    }

    @Test
    void aReplicaThatLacksWhatWasShownSaysSoAndGoesOnOnlyWhenToldTo() {
        Script script = Script.of(3);
        FeedPage start = page(script, A, Bytes.EMPTY);
        Script.Told alone = script.putAlone(A, "k", NOTHING_READ);
        FeedPage shown = page(script, A, start.position());
        assertThat(shown(shown)).containsExactly(alone.write().id);

        assertThat(script.feed(B, "k", shown.position(), false))
                .hasValueSatisfying(reply -> isRefused(reply, ErrorCode.BEHIND_POSITION));
        FeedPage behind = (FeedPage) script.feed(B, "k", shown.position(), true).orElseThrow();
        assertThat(behind.behind()).isTrue();
        // It is shown once more when it comes.
        script.holdNothing();
        script.settle();
        FeedPage again = page(script, B, behind.position());
        assertThat(again.behind()).isFalse();
        assertThat(shown(again)).containsExactly(alone.write().id);
    }

    @Test
    void aConsumerThatWasAwayForLongerThanTheLogReachesIsToldSo() {
        Script script = Script.of(3);
        FeedPage start = page(script, A, Bytes.EMPTY);
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.runPastTheWindow();
        assertThat(script.feed(A, "k", start.position(), false))
                .hasValueSatisfying(reply -> isRefused(reply, ErrorCode.POSITION_TOO_OLD));
        assertThat(shown(page(script, A, Bytes.EMPTY))).containsExactly(put.write().id);
    }

    @Test
    void aReplicaThatGotAllRowsAnewDoesNotPretendToKnowTheirChanges() {
        Script script = Script.of(3);
        FeedPage start = page(script, A, Bytes.EMPTY);
        script.put(A, "k", NOTHING_READ, Level.ALL);
        script.runPastTheWindow();
        script.wipe(C);
        script.start(C);
        script.settle();
        script.run(LONG);
        assertThat(script.feed(C, "k", start.position(), true))
                .hasValueSatisfying(reply -> isRefused(reply, ErrorCode.POSITION_TOO_OLD));
    }

    @Test
    void whoWaitsAtAReplicaThatGetsRowsWithoutTheirChangesIsToldSo() {
        Script script = Script.of(3);
        script.put(A, "k", NOTHING_READ, Level.ALL);
        script.runPastTheWindow();
        script.wipe(C);
        script.isolate(C);
        script.start(C);
        FeedPage nothing = page(script, C, Bytes.EMPTY);
        assertThat(nothing.snapshotEnds()).isTrue();
        assertThat(nothing.changes()).isEmpty();
        List<ClientReply> replies = script.awaitFeed(C, "k", nothing.position(), LONG);
        script.reconnect(C);
        script.run(LONG);
        assertThat(script.liveAt(C, "k")).isNotEmpty();
        assertThat(replies).singleElement().satisfies(reply -> isRefused(reply, ErrorCode.POSITION_TOO_OLD));
    }

    @Test
    void aForgedPositionIsRefused() {
        Script script = Script.of(3);
        FeedPage start = page(script, A, Bytes.EMPTY);
        byte[] forged = start.position().array().clone();
        forged[forged.length / 2] ^= 1;
        assertThat(script.feed(A, "k", Bytes.of(forged), false))
                .hasValueSatisfying(reply -> isRefused(reply, ErrorCode.BAD_POSITION));
    }

    @Test
    void aRemovalWhoseDotIsLostIsShownWhenTheComparisonHasBroughtIt() {
        assertThat(lastShownAfterARemovalWithoutDot(Script.withTrees())).isEmpty();
    }

    @Test
    void itIsNeverShownIfWhatIsMendedIsNoChange() {
        assertThat(lastShownAfterARemovalWithoutDot(Script.withTrees(PlantedBug.MENDED_ROWS_ARE_NO_CHANGE)))
                .isNotEmpty();
    }

    /** C learns from a row of A that the key is gone; A is wiped, and with it the dot of the removal. B still has the key. */
    private static List<WriteId> lastShownAfterARemovalWithoutDot(Script script) {
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        FeedPage shown = page(script, B, Bytes.EMPTY);
        List<WriteId> last = shown(shown);
        script.holdBack(from(A).and(mutations().or(exchanges())).or(to(A).and(exchanges())));
        script.delete(A, "k", put.token(), Level.ONE);
        script.cut(A, B);
        script.read(A, "k", Level.QUORUM);
        script.run(50);
        script.cut(A, C);
        script.wipe(A);
        script.dropHeld();
        script.holdNothing();
        script.mend(A, B);
        script.mend(A, C);
        script.start(A);
        // In steps: the consumer must not be away for longer than the log reaches.
        for (int elapsed = 0; elapsed < LONG; elapsed += STEP) {
            script.run(STEP);
            shown = page(script, B, shown.position());
            last = shown.changes().isEmpty() ? last : shown(shown);
        }
        script.settle();
        script.expectLive("k");
        return last;
    }

    private static FeedPage page(Script script, int node, Bytes position) {
        ClientReply reply = script.feed(node, "k", position, false).orElseThrow();
        assertThat(reply).isInstanceOf(FeedPage.class);
        return (FeedPage) reply;
    }

    private static List<WriteId> shown(FeedPage page) {
        return page.changes().stream()
                .flatMap(change -> change.versions().stream())
                .map(Version::writeId)
                .toList();
    }

    private static void isRefused(ClientReply reply, ErrorCode code) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        ClientReply.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(code));
    }
}
