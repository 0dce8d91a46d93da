package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Script.A;
import static io.kvorum.harness.sim.Script.B;
import static io.kvorum.harness.sim.Script.C;
import static io.kvorum.harness.sim.Script.NOTHING_READ;
import static io.kvorum.harness.sim.Script.exchanges;
import static io.kvorum.harness.sim.Script.mutations;
import static io.kvorum.harness.sim.Script.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The schedules that broke simpler rules for eventual keys, one by one. The numbers are those of the list of schedules in
 * the design; those about counters and trees come with counters and trees.
 */
class EventualKeyScenariosTest {
    @Test
    void scenario01ADeleteRemovesAWriteUnderAllItsDots() {
        Script script = Script.of(3);
        Script.Told w0 = script.putAlone(C, "k", NOTHING_READ);
        Tokens.Token seenAtC = script.read(C, "k", Level.ONE);
        script.holdBack(Script.from(C));
        Script.Told again = script.retry(w0, A);
        assertThat(again.isAcknowledged()).isTrue();
        script.dropHeld();
        script.wipe(C);
        script.holdNothing();
        Script.Told delete = script.delete(A, "k", seenAtC, Level.QUORUM);
        assertThat(delete.isAcknowledged()).isTrue();
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void scenario02TwoDotsOfOneWriteDoNotKillEachOther() {
        Script script = Script.of(3);
        script.holdBack(Script.from(C).and(mutations().or(exchanges())));
        Script.Told w0 = script.put(C, "k", NOTHING_READ, Level.ONE);
        Script.Told again = script.retry(w0, A);
        assertThat(again.isAcknowledged()).isTrue();
        script.deliverHeld();
        script.settle();
        script.expectLive("k", w0);
        script.expectNothingBroken();
    }

    @Test
    void scenario03AKnownWriteIsSentAgainBeforeItIsAcknowledged() {
        Script script = Script.of(3);
        script.holdBack(Script.from(A).and(mutations().or(exchanges())));
        Script.Told w0 = script.put(A, "k", NOTHING_READ, Level.QUORUM);
        assertThat(w0.isAcknowledged()).isFalse();
        script.dropHeld();
        Script.Told again = script.retry(w0, A);
        assertThat(again.isAcknowledged()).isFalse();
        script.dropHeld();
        script.holdBack(Script.from(A).and(exchanges()));
        Script.Told third = script.retry(w0, A);
        assertThat(third.isAcknowledged()).isTrue();
        script.wipe(A);
        script.settle();
        script.expectLive("k", w0);
        script.expectNothingBroken();
    }

    @Test
    void scenario04ARetryRemovesOnlyWhatItsCallerSaw() {
        Script script = Script.of(3);
        Script.Told w0 = script.putAlone(B, "k", NOTHING_READ);
        script.holdNothing();
        script.holdBack(Script.from(B).and(exchanges()));
        Script.Told w1 = script.put(B, "k", NOTHING_READ, Level.QUORUM);
        assertThat(w1.isAcknowledged()).isTrue();
        Script.Told again = script.retry(w0, A);
        assertThat(again.isAcknowledged()).isTrue();
        script.settle();
        script.expectLive("k", w0, w1);
        script.expectNothingBroken();
    }

    @Test
    void scenario05ADeleteRemovesWhatWasReadEvenWhereItIsNotYet() {
        Script script = Script.of(3);
        script.holdBack(Script.from(C).and(mutations().or(exchanges())));
        Script.Told w0 = script.put(C, "k", NOTHING_READ, Level.ONE);
        assertThat(w0.isAcknowledged()).isTrue();
        Tokens.Token seen = script.read(C, "k", Level.ONE);
        script.cut(A, C);
        script.run(500);
        Script.Told delete = script.delete(A, "k", seen, Level.QUORUM);
        assertThat(delete.isAcknowledged()).isTrue();
        script.mend(A, C);
        script.deliverHeld();
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void scenario06AContextDoesNotCoverAnEarlierDotThatNobodySaw() {
        Script script = Script.of(3);
        script.holdBack(Script.from(A).and(mutations().or(exchanges())));
        Script.Told unseen = script.put(A, "k", NOTHING_READ, Level.ONE);
        List<SimNetwork.InFlight> late = script.mutationsOf(unseen, B);
        script.dropHeld();
        script.holdBack(exchanges().or(to(C)));
        Script.Told shown = script.put(A, "k", NOTHING_READ, Level.of(2));
        assertThat(shown.isAcknowledged()).isTrue();
        script.cut(A, B);
        script.cut(A, C);
        script.run(500);
        Tokens.Token seen = script.read(B, "k", Level.ONE);
        assertThat(seen.showed()).containsExactly(shown.write().id);
        Script.Told next = script.put(B, "k", seen, Level.ONE);
        assertThat(next.isAcknowledged()).isTrue();
        late.forEach(script::arriveAgain);
        script.settle();
        script.expectLive("k", unseen, next);
        script.expectNothingBroken();
    }

    @Test
    void scenario07AReplacedVersionThatArrivesLaterIsObsolete() {
        Script script = Script.of(3);
        script.holdBack(Script.from(A).and(mutations().or(exchanges())));
        Script.Told first = script.put(A, "k", NOTHING_READ, Level.ONE);
        Script.Told second = script.put(A, "k", first.token(), Level.ONE);
        Tokens.Token seen = script.read(A, "k", Level.ONE);
        assertThat(seen.showed()).containsExactly(second.write().id);
        script.dropHeld();
        script.cut(A, B);
        script.run(500);
        Script.Told third = script.put(B, "k", seen, Level.ONE);
        assertThat(third.isAcknowledged()).isTrue();
        // The first one's write id is not named by that context: only its dot is covered.
        script.mutationsOf(first, B).forEach(script::arriveAgain);
        assertThat(script.liveAt(B, "k")).containsExactly(third.write().id);
        script.settle();
        script.expectLive("k", third);
        script.expectNothingBroken();
    }

    @Test
    void scenario08ContextsLeaveTheRowsWhenTheBaseMoves() {
        Script script = Script.of(3);
        Script.Told hole = script.putAlone(A, "other", NOTHING_READ);
        script.holdNothing();
        script.holdBack(exchanges());
        Script.Told first = script.put(A, "k", NOTHING_READ, Level.ALL);
        Script.Told second = script.put(A, "k", first.token(), Level.ALL);
        assertThat(second.isAcknowledged()).isTrue();
        assertThat(Inspector.running(script.node(B)).rows().values())
                .anyMatch(row -> !row.context().isEmpty());
        script.settle();
        script.expectLive("other", hole);
        script.expectLive("k", second);
        // The checker fails on a row that still needs its context.
        script.expectNothingBroken();
    }

    @Test
    void scenario15AnOldCopyOfADeletedVersionIsKnownToBeObsolete() {
        Script script = Script.of(3);
        script.putAlone(C, "other", NOTHING_READ);
        script.holdNothing();
        script.holdBack(exchanges());
        Script.Told w0 = script.put(C, "k", NOTHING_READ, Level.ALL);
        Script.Told delete = script.delete(B, "k", w0.token(), Level.ALL);
        assertThat(delete.isAcknowledged()).isTrue();
        // B's clock has C's second dot as an exception only.
        script.mutationsOf(w0, B).forEach(script::arriveAgain);
        assertThat(script.liveAt(B, "k")).isEmpty();
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void scenario16ReadRepairDoesNotTeachTheClockOtherKeys() {
        Script script = Script.of(3);
        Script.Told other = script.putAlone(A, "other", NOTHING_READ);
        Script.Told w0 = script.putAlone(A, "k", NOTHING_READ);
        script.holdNothing();
        script.holdBack(exchanges());
        script.cut(A, C);
        script.run(500);
        Tokens.Token repaired = script.read(A, "k", Level.of(2));
        assertThat(repaired.showed()).containsExactly(w0.write().id);
        script.run(50);
        assertThat(script.liveAt(B, "k")).containsExactly(w0.write().id);
        assertThat(script.liveAt(B, "other")).isEmpty();
        script.settle();
        script.expectLive("other", other);
        script.expectLive("k", w0);
        script.expectNothingBroken();
    }

    @Test
    void scenario18ARemovalThatTravelsWithARowNamesItsOwnDot() {
        Script script = Script.of(3);
        // It is lost with B: acknowledged by one node, nothing is promised.
        script.putAlone(B, "other", NOTHING_READ).write().excused = true;
        script.holdNothing();
        script.holdBack(exchanges());
        Script.Told w0 = script.put(C, "k", NOTHING_READ, Level.ALL);
        script.holdBack(exchanges().or(to(C)));
        Script.Told delete = script.delete(B, "k", w0.token(), Level.of(2));
        assertThat(delete.isAcknowledged()).isTrue();
        script.dropHeld();
        script.wipe(B);
        script.cut(A, B);
        script.cut(A, C);
        script.holdNothing();
        script.start(B);
        script.run(2_000);
        assertThat(script.liveAt(B, "k")).containsExactly(w0.write().id);
        script.mend(A, B);
        script.mend(A, C);
        script.run(600);
        script.read(A, "k", Level.QUORUM);
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    @Test
    void scenario23ARowThatHoldsOnlyAContextIsShippedToo() {
        Script script = Script.of(3);
        script.putAlone(C, "other", NOTHING_READ);
        script.holdNothing();
        script.holdBack(exchanges());
        Script.Told w0 = script.put(C, "k", NOTHING_READ, Level.ALL);
        Script.Told delete = script.delete(A, "k", w0.token(), Level.ALL);
        assertThat(delete.isAcknowledged()).isTrue();
        script.dropHeld();
        script.wipe(B);
        script.cut(A, C);
        script.cut(B, C);
        script.holdNothing();
        script.start(B);
        script.run(2_000);
        // B has it all from A now; C's first dot is a hole in both clocks, so the row's own context must have come
        // along.
        script.mutationsOf(w0, B).forEach(script::arriveAgain);
        assertThat(script.liveAt(B, "k")).isEmpty();
        script.settle();
        script.expectLive("k");
        script.expectNothingBroken();
    }

    /** A delete that finds nothing to remove changes no row, and C's disk is slow; then a read asks all, and C crashes. */
    private static Script aDeleteWithoutATrace(Consumer<Script> beforeTheDelete, PlantedBug... bugs) {
        Script script = Script.withLogOf(10_000, bugs);
        Script.Told first = script.put(A, "k", NOTHING_READ, Level.ALL);
        Script.Told second = script.put(A, "k", first.token(), Level.ALL);
        script.run(500);
        script.slowDisk(C);
        beforeTheDelete.accept(script);
        assertThat(script.delete(A, "k", first.token(), Level.QUORUM).isAcknowledged())
                .isTrue();
        script.dropHeld();
        script.holdNothing();
        script.run(1_000);
        assertThat(script.liveAt(C, "k")).containsExactly(second.write().id);
        Script.SlowRead read = script.beginRead(B, "k", Level.ALL, 100);
        script.run(150);
        script.crash(C);
        if (!read.replies().isEmpty() && read.replies().get(0) instanceof ClientReply.Found) {
            script.endRead(read);
        }
        script.isolate(C);
        script.quickDisk(C);
        script.start(C);
        script.run(500);
        script.read(C, "k", Level.ONE);
        script.settle();
        script.expectLive("k", second);
        return script;
    }

    @Test
    void aReadShowsNoDeleteThatACrashTakesBack() {
        aDeleteWithoutATrace(script -> {}).expectNothingBroken();
    }

    @Test
    void aReadShowsNoDeleteThatAnExchangeBroughtAndACrashTakesBack() {
        aDeleteWithoutATrace(script -> script.holdBack(to(C).and(mutations()))).expectNothingBroken();
    }

    @Test
    void shownBeforeItIsDurableADeleteIsUnknownAgain() {
        for (Predicate<SimNetwork.InFlight> late : List.of(exchanges(), to(C).and(mutations()))) {
            Script script = aDeleteWithoutATrace(it -> it.holdBack(late), PlantedBug.NEWS_WITHOUT_A_TRACE_IN_THE_ROW);
            assertThat(script.violations()).extracting(Violation::kind).contains(Violation.Kind.WENT_BACK);
        }
    }
}
