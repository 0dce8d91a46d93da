package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Script.A;
import static io.kvorum.harness.sim.Script.B;
import static io.kvorum.harness.sim.Script.C;
import static io.kvorum.harness.sim.Script.F;
import static io.kvorum.harness.sim.Script.NOTHING_READ;
import static io.kvorum.harness.sim.Script.exchanges;
import static io.kvorum.harness.sim.Script.mutations;
import static io.kvorum.harness.sim.Script.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ErrorCode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The schedules about rows that stay damaged for long, since not all others can be asked: nothing but their keys may wait for them. */
class LastingDamageScenariosTest {
    private static final int LONG = 8_000;

    @Test
    void aDamagedRowHoldsUpNothingElseInTheAnswersOfItsReplica() {
        Script script = Script.of(3);
        Script.Told before = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.holdBack(to(C).and(mutations().or(exchanges())));
        Script.Told put = script.put(A, "k", before.token(), Level.of(2));
        Script.Told other = script.put(A, "other", NOTHING_READ, Level.of(2));
        script.isolate(A);
        script.damageRow(B, "k");
        assertThat(script.isRead(B, "k", Level.ONE)).isFalse();
        script.dropHeld();
        script.holdNothing();
        script.run(1_000);
        // A is away, so the row cannot be replaced; what it held stays unknown to C, and nothing else does.
        assertThat(script.isDamagedAt(B, "k")).isTrue();
        assertThat(script.liveAt(C, "other")).containsExactly(other.write().id);
        assertThat(script.liveAt(C, "k")).containsExactly(before.write().id);
        script.reconnect(A);
        script.settle();
        script.expectLive("k", put);
        script.expectNothingBroken();
    }

    @Test
    void withheldDotsAreNotAdopted() {
        Script script = Script.with(3, PlantedBug.WITHHELD_DOTS_ADOPTED);
        script.holdBack(to(C).and(mutations().or(exchanges())));
        script.put(A, "k", NOTHING_READ, Level.of(2));
        script.isolate(A);
        script.damageRow(B, "k");
        assertThat(script.isRead(B, "k", Level.ONE)).isFalse();
        script.dropHeld();
        script.holdNothing();
        script.run(1_000);
        script.reconnect(A);
        script.settle();
        assertThat(script.violations()).isNotEmpty();
    }

    @Test
    void whoseOwnRowIsDamagedTakesInAllOtherKeys() {
        Script script = Script.withPagesOf(2);
        Script.Told last = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.holdBack(to(C).and(mutations().or(exchanges())));
        for (int i = 0; i < 5; i++) {
            last = script.put(B, "k", last.token(), Level.of(2));
        }
        Script.Told other = script.put(B, "other", NOTHING_READ, Level.of(2));
        script.isolate(A);
        script.damageRow(C, "k");
        assertThat(script.isRead(C, "k", Level.ONE)).isFalse();
        script.dropHeld();
        script.holdNothing();
        script.run(2_000);
        assertThat(script.isDamagedAt(C, "k")).isTrue();
        assertThat(script.liveAt(C, "other")).containsExactly(other.write().id);
        script.reconnect(A);
        script.settle();
        script.expectLive("k", last);
        script.expectNothingBroken();
    }

    /** Each has what the other one lacks, and can give neither. */
    @Test
    void twoReplicasWithDamagedRowsDoNotAskEachOtherWithoutEnd() {
        Script script = Script.of(3);
        script.isolate(A);
        script.isolate(C);
        script.putAlone(A, "a", NOTHING_READ);
        script.holdNothing();
        script.putAlone(C, "c", NOTHING_READ);
        script.holdNothing();
        script.damageRow(A, "a");
        script.damageRow(C, "c");
        script.isolate(B);
        script.reconnect(A);
        script.isolate(B);
        script.run(1_000);
        script.sent.clear();
        script.run(2_000);
        assertThat(script.isDamagedAt(A, "a")).isTrue();
        assertThat(script.isDamagedAt(C, "c")).isTrue();
        // Every 200 ms each.
        assertThat(script.sent.stream().filter(flight -> flight.message() instanceof PeerMessage.ExchangeRequest))
                .hasSizeLessThan(60);
    }

    /** More hints for it than are sent until the first ones would be sent again. */
    private static final int MANY_HINTS = 60;

    @Test
    void hintsForADamagedRowDoNotStandInTheWayOfOthers() {
        Script script = Script.of(4);
        Script.Told other = otherHintBehindThoseOfADamagedRow(script);
        assertThat(script.isDamagedAt(A, "k")).isTrue();
        assertThat(script.liveAt(A, "other")).containsExactly(other.write().id);
        script.reconnect(C);
        script.run(LONG);
        script.settle();
        script.expectNothingBroken();
        assertThat(script.liveAt(A, "k")).isEqualTo(script.liveAt(B, "k"));
    }

    @Test
    void theyWouldIfTheyWereTriedFirst() {
        Script script = Script.with(4, PlantedBug.HINT_OF_DAMAGED_ROW_GOES_FIRST);
        otherHintBehindThoseOfADamagedRow(script);
        assertThat(script.liveAt(A, "other")).isEmpty();
    }

    /** A's row is damaged, and cannot be replaced as long as C is away. */
    private static Script.Told otherHintBehindThoseOfADamagedRow(Script script) {
        Script.Told last = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.isolate(F);
        script.run(600);
        for (int i = 0; i < MANY_HINTS; i++) {
            last = script.putSloppily(F, "k", last.token(), Level.ONE);
            assertThat(last.isAcknowledged()).isTrue();
        }
        Script.Told other = script.putSloppily(F, "other", NOTHING_READ, Level.ONE);
        script.isolate(C);
        script.damageRow(A, "k");
        assertThat(script.isRead(A, "k", Level.ONE)).isFalse();
        script.reconnect(F);
        script.isolate(C);
        script.run(1_500);
        return other;
    }

    /** More than one step of expiration looks at. */
    private static final int MANY_KEYS = 40;

    @Test
    void whatExpiresInDamagedRowsDoesNotStandInTheWayOfTheRest() {
        Script script = Script.of(3);
        for (int i = 0; i < MANY_KEYS; i++) {
            script.putFor(1_000, A, "damaged" + i, NOTHING_READ, Level.ALL);
        }
        script.putFor(1_500, A, "k", NOTHING_READ, Level.ALL);
        // C is away: neither can the rows be replaced, nor does it remove what has expired.
        script.isolate(C);
        for (int i = 0; i < MANY_KEYS; i++) {
            script.damageRow(A, "damaged" + i);
            script.damageRow(B, "damaged" + i);
        }
        assertThat(script.liveAt(A, "k")).isNotEmpty();
        script.run(LONG);
        assertThat(script.damagedRowsAt(A)).isEqualTo(MANY_KEYS);
        assertThat(script.liveAt(A, "k")).isEmpty();
        script.settle();
        script.expectNothingBroken();
    }

    @Test
    void aRowThatNobodyHasCanBeGivenUp() {
        Script script = Script.of(3);
        Script.Told lost = script.put(A, "k", NOTHING_READ, Level.ALL);
        damageEverywhere(script, "k");
        assertThat(script.giveUp(A, "k")).isTrue();
        script.run(1_000);
        // Its write ids could come late still.
        assertThat(script.isDamagedAt(A, "k")).isTrue();
        script.runPastTheWindow();
        for (int node : List.of(A, B, C)) {
            assertThat(script.isDamagedAt(node, "k")).isFalse();
        }
        script.expectLive("k");
        assertThat(script.giveUp(A, "k")).isFalse();
        // The write was given up with it.
        lost.write().excused = true;
        Script.Told next = script.put(B, "k", NOTHING_READ, Level.ALL);
        script.settle();
        script.expectLive("k", next);
        script.expectNothingBroken();
    }

    @Test
    void aRowThatSomebodyHasIsNotGivenUp() {
        Script script = Script.of(3);
        Script.Told put = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(500);
        script.isolate(C);
        script.damageRow(A, "k");
        script.damageRow(B, "k");
        assertThat(script.giveUp(A, "k")).isTrue();
        assertThat(script.giveUp(B, "k")).isTrue();
        script.runPastTheWindow();
        assertThat(script.isDamagedAt(A, "k")).isTrue();
        script.reconnect(C);
        script.settle();
        script.expectLive("k", put);
        script.expectNothingBroken();
    }

    @Test
    void consumersGoOnWithoutAKeyThatNoReplicaCanShowAndAreToldOfItLater() {
        Script script = Script.of(3);
        Script.Told first = script.put(A, "k", NOTHING_READ, Level.ALL);
        Bytes position = page(script, Bytes.EMPTY).position();
        script.put(A, "k", first.token(), Level.ALL);
        script.put(A, "other", NOTHING_READ, Level.ALL);
        damageEverywhere(script, "k");
        ClientReply.FeedPage page = page(script, position);
        assertThat(keys(page)).containsExactly("other");
        assertThat(page.asOfMillis()).isZero();
        assertThat(script.feed(A, "k", page.position(), false))
                .hasValueSatisfying(LastingDamageScenariosTest::isNotReady);
        script.put(A, "third", NOTHING_READ, Level.ALL);
        page = page(script, page.position());
        assertThat(keys(page)).containsExactly("third");
        script.giveUp(A, "k");
        script.runPastTheWindow();
        // What had become of it is known to nobody: who was not shown that begins anew.
        assertThat(script.feed(A, "k", page.position(), false))
                .hasValueSatisfying(
                        reply -> assertThat(((ClientReply.Failed) reply).code()).isEqualTo(ErrorCode.POSITION_TOO_OLD));
        assertThat(keys(page(script, Bytes.EMPTY))).containsExactlyInAnyOrder("other", "third");
    }

    @Test
    void whatAnotherReplicaCanShowIsNotLeftOut() {
        Script script = Script.of(3);
        Bytes position = page(script, Bytes.EMPTY).position();
        script.put(A, "other", NOTHING_READ, Level.ALL);
        Bytes before = page(script, position).position();
        script.put(A, "k", NOTHING_READ, Level.ALL);
        script.isolate(C);
        script.damageRow(A, "k");
        assertThat(script.isRead(A, "k", Level.ONE)).isFalse();
        script.run(500);
        // Only the page that it is in is refused.
        assertThat(script.feed(A, "k", before, false)).hasValueSatisfying(LastingDamageScenariosTest::isNotReady);
        assertThat(script.feed(B, "k", before, false))
                .hasValueSatisfying(
                        reply -> assertThat(keys((ClientReply.FeedPage) reply)).containsExactly("k"));
    }

    @Test
    void whatWasDamagedForAWhileIsShownToConsumersAfterwards() {
        assertThat(keysShownAfterDamageForAWhile(Script.of(3))).containsExactly("k");
        assertThat(keysShownAfterDamageForAWhile(Script.with(3, PlantedBug.FEED_PASSES_OVER_DAMAGED_ROWS)))
                .isEmpty();
    }

    private static List<String> keysShownAfterDamageForAWhile(Script script) {
        Bytes position = page(script, Bytes.EMPTY).position();
        script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(100);
        script.isolate(C);
        script.damageRowFor(A, "k", 300);
        ClientReply reply = script.feed(A, "k", position, false).orElseThrow();
        if (reply instanceof ClientReply.FeedPage page) {
            position = page.position();
        }
        script.run(500);
        return keys(page(script, position));
    }

    private static ClientReply.FeedPage page(Script script, Bytes position) {
        ClientReply reply = script.feed(A, "k", position, false).orElseThrow();
        assertThat(reply).isInstanceOf(ClientReply.FeedPage.class);
        ClientReply.FeedPage page = (ClientReply.FeedPage) reply;
        return page.more() && page.changes().isEmpty() ? page(script, page.position()) : page;
    }

    private static List<String> keys(ClientReply.FeedPage page) {
        return page.changes().stream().map(change -> change.key().toUtf8()).toList();
    }

    private static void isNotReady(ClientReply reply) {
        assertThat(((ClientReply.Failed) reply).code()).isEqualTo(ErrorCode.NOT_READY);
    }

    private static final int OTHERS = 20;

    @Test
    void treesOfOtherKeysAreComparedAlthoughARowIsDamagedEverywhere() {
        Script script = Script.withTrees();
        script.put(A, "k", NOTHING_READ, Level.ALL);
        for (int i = 0; i < OTHERS; i++) {
            script.put(A, "other" + i, NOTHING_READ, Level.ALL);
        }
        damageEverywhere(script, "k");
        for (int i = 0; i < OTHERS; i++) {
            script.loseRow(C, "other" + i);
        }
        script.run(2 * LONG);
        assertThat(script.isDamagedAt(C, "k")).isTrue();
        // A leaf has four rows: those beside the damaged one cannot be told from it.
        long restored = IntStream.range(0, OTHERS)
                .filter(i -> !script.liveAt(C, "other" + i).isEmpty())
                .count();
        assertThat(restored).isGreaterThanOrEqualTo(OTHERS - 3);
    }

    private static void damageEverywhere(Script script, String key) {
        script.run(500);
        for (int node : List.of(A, B, C)) {
            script.damageRow(node, key);
            assertThat(script.isRead(node, key, Level.ONE)).isFalse();
        }
        script.run(1_000);
    }
}
