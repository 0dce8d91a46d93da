package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Script.A;
import static io.kvorum.harness.sim.Script.B;
import static io.kvorum.harness.sim.Script.C;
import static io.kvorum.harness.sim.Script.F;
import static io.kvorum.harness.sim.Script.NOTHING_READ;
import static io.kvorum.harness.sim.Script.exchanges;
import static io.kvorum.harness.sim.Script.mutations;
import static io.kvorum.harness.sim.Script.readRepairs;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.row.Version;
import io.kvorum.harness.checker.Read;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mistakes of the core that random schedules found, as the shortest schedules that show them. */
class FoundBySeedsTest {
    @Test
    void anExchangeWhoseFirstPageIsForgottenTurnsIntoAFullOne() {
        Script script = Script.withPagesOf(3);
        List<Script.Told> writes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            writes.add(script.put(A, "k" + i, NOTHING_READ, Level.ALL));
        }
        script.runPastTheWindow();
        script.wipe(C);
        script.start(C);
        script.run(4_000);
        for (int i = 0; i < 8; i++) {
            assertThat(script.liveAt(C, "k" + i)).containsExactly(writes.get(i).write().id);
        }
        script.settle();
        script.expectNothingBroken();
    }

    @Test
    void aSessionThatSawADeleteIsNotShownTheDeletedVersionAgain() {
        Script script = Script.of(3);
        Script.Told deleted = script.put(A, "k", NOTHING_READ, Level.ALL);
        Script.Told other = script.put(A, "k", NOTHING_READ, Level.ALL);
        Tokens.Token onlyTheFirst = deleted.token();
        script.holdBack(Script.from(A).and(mutations().or(exchanges())));
        assertThat(script.delete(A, "k", onlyTheFirst, Level.ONE).isAcknowledged())
                .isTrue();
        Tokens.Token session = script.read(A, "k", Level.ONE);
        assertThat(session.showed()).containsExactly(other.write().id);
        script.dropHeld();
        script.isolate(A);
        script.run(600);
        // B shows both versions: it has what the session was shown, but not what the session knows to be gone.
        assertThat(script.liveAt(B, "k")).hasSize(2);
        assertThat(script.readInSession(B, "k", session)).isEmpty();
        script.reconnect(A);
        script.holdNothing();
        script.run(2_000);
        assertThat(script.readInSession(B, "k", session).orElseThrow().versions())
                .hasSize(1);
        script.settle();
        script.expectLive("k", other);
        script.expectNothingBroken();
    }

    @Test
    void aForwardedWriteThatWasRefusedIsNotAppliedWhenItArrivesAgain() {
        Script script = Script.of(4);
        script.cut(A, B);
        script.cut(A, C);
        script.cut(F, B);
        script.cut(F, C);
        script.run(600);
        Script.Told refused = script.put(F, "k", NOTHING_READ, Level.QUORUM);
        assertThat(refused.reply().orElseThrow())
                .isInstanceOfSatisfying(
                        ClientReply.Failed.class,
                        failed -> assertThat(failed.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        List<SimNetwork.InFlight> forwards = script.forwards();
        assertThat(forwards).isNotEmpty();
        script.mend(A, B);
        script.mend(A, C);
        script.run(600);
        forwards.forEach(script::arriveAgain);
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    /**
     * While the laggard of a read's quorum is written back, an exchange brings a write that the decided row does not show, and
     * the coordinator becomes complete up to a later time.
     */
    private static Read aReadDuringWhoseWriteBackAnExchangeEnds(Script script) {
        Script.Told shown = script.put(A, "k", NOTHING_READ, Level.ALL);
        script.run(1_000);
        script.holdBack(mutations().or(exchanges()).or(readRepairs()));
        Script.Told onlyAtA = script.put(A, "k", shown.token(), Level.ONE);
        Script.SlowRead read = script.beginRead(A, "k", Level.of(2), 5_000);
        script.run(20);
        Script.Told unseen = script.put(C, "k", NOTHING_READ, Level.ONE);
        assertThat(unseen.isAcknowledged()).isTrue();
        script.dropHeld(mutations());
        script.holdBack(mutations().or(readRepairs()));
        script.run(1_500);
        assertThat(script.liveAt(A, "k")).containsExactly(onlyAtA.write().id, unseen.write().id);
        assertThat(read.replies()).as("the laggard has not acknowledged").isEmpty();
        script.holdNothing();
        script.deliverHeld();
        script.run(50);
        Read told = script.endRead(read);
        assertThat(told.shown()).extracting(Version::writeId).containsExactly(onlyAtA.write().id);
        return told;
    }

    @Test
    void aReadIsAsOfTheMomentThatItWasDecided() {
        Script script = Script.of(3);
        Read read = aReadDuringWhoseWriteBackAnExchangeEnds(script);
        assertThat(read.asOfNanos()).isPositive().isLessThan(read.invokedNanos());
        script.settle();
        script.expectNothingBroken();
    }

    @Test
    void aReadThatGaveTheAsOfOfItsAnswerWouldLackWhatItPromises() {
        Script script = Script.with(3, PlantedBug.AS_OF_OF_THE_ANSWER);
        aReadDuringWhoseWriteBackAnExchangeEnds(script);
        script.settle();
        assertThat(script.violations()).extracting(Violation::kind).contains(Violation.Kind.OLDER_THAN_SAID);
    }
}
