package io.kvorum.harness.checker;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Shown;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checkers of what reads show accept a sound history, and refuse one that breaks just their promise. */
class ReadCheckersTest extends HistoryFixture {
    // What is visible was written, once.

    @Test
    void aWriteIsShownOnce() {
        acknowledged(FIRST, A1, 10);
        rows = everywhere(version(A1, FIRST));
        read(2, 20, 30, version(A1, FIRST), version(B1, FIRST));
        expect(Violation.Kind.DOUBLED);
    }

    @Test
    void whatNobodyWroteIsInvented() {
        rows = everywhere(new Version(A1, FIRST, Bytes.ofUtf8("from nowhere")));
        expect(Violation.Kind.INVENTED, Violation.Kind.INVENTED, Violation.Kind.INVENTED);
    }

    @Test
    void anotherValueUnderAKnownIdIsInvented() {
        acknowledged(FIRST, A1, 10);
        rows = everywhere(version(A1, FIRST));
        read(2, 20, 30, new Version(A1, FIRST, Bytes.ofUtf8("garbled")));
        expect(Violation.Kind.INVENTED);
    }

    @Test
    void aWriteThatWasNotAppliedIsNeverVisible() {
        writes.add(new Write(
                FIRST,
                KEY,
                Optional.of(value(FIRST)),
                ids(),
                DotSet.EMPTY,
                Write.Result.NOT_APPLIED,
                Optional.empty(),
                0,
                Long.MAX_VALUE,
                false,
                1,
                10));
        rows = everywhere();
        expect();
        read(1, 20, 30, version(A1, FIRST));
        expect(Violation.Kind.DISHONEST_OUTCOME);
    }

    // Sessions.

    @Test
    void aSessionSeesWhatItSaw() {
        acknowledged(FIRST, A1, 10);
        rows = everywhere(version(A1, FIRST));
        CausalContext saw = new CausalContext(DotSet.of(A1), List.of(new Shown(A1, FIRST)));
        sessionRead(saw, new CausalContext(DotSet.of(A1), List.of(new Shown(A1, FIRST))), version(A1, FIRST));
        expect();
        sessionRead(saw, CausalContext.EMPTY);
        expect(Violation.Kind.SESSION);
    }

    @Test
    void aSessionDoesNotSeeWhatItKnowsToBeReplaced() {
        acknowledged(FIRST, A1, 10);
        acknowledged(SECOND, A2, 20, FIRST);
        rows = everywhere(version(A2, SECOND));
        CausalContext knows = new CausalContext(DotSet.of(A1, A2), List.of(new Shown(A2, SECOND)));
        sessionRead(knows, new CausalContext(DotSet.of(A1, A2), List.of(new Shown(A1, FIRST))), version(A1, FIRST));
        expect(Violation.Kind.SESSION);
    }

    // Quorums that meet.

    @Test
    void aQuorumReadSeesAcknowledgedWrites() {
        acknowledged(FIRST, A1, 10);
        rows = everywhere(version(A1, FIRST));
        read(2, 20, 30);
        expect(Violation.Kind.STALE_READ);
    }

    @Test
    void aReadThatBeganBeforeTheAcknowledgementMayMissTheWrite() {
        acknowledged(FIRST, A1, 10);
        rows = everywhere(version(A1, FIRST));
        read(2, 5, 30);
        expect();
    }

    @Test
    void aReadOfOneReplicaMayBeStale() {
        acknowledged(FIRST, A1, 10);
        rows = everywhere(version(A1, FIRST));
        read(1, 20, 30);
        expect();
    }

    @Test
    void quorumReadsDoNotGoBack() {
        unknown(FIRST, Long.MAX_VALUE);
        rows = everywhere(version(A1, FIRST));
        read(2, 20, 30, version(A1, FIRST));
        read(2, 40, 50);
        expect(Violation.Kind.WENT_BACK);
    }

    @Test
    void quorumReadsThatOverlapMayDiffer() {
        unknown(FIRST, Long.MAX_VALUE);
        rows = everywhere(version(A1, FIRST));
        read(2, 20, 45, version(A1, FIRST));
        read(2, 40, 50);
        expect();
    }

    @Test
    void whatAQuorumReadShowedIsThereAtTheEnd() {
        unknown(FIRST, Long.MAX_VALUE);
        read(2, 20, 30, version(A1, FIRST));
        rows = List.of(new ReplicaRow(1, List.of(), DotSet.EMPTY, DotSet.of(B1)));
        expect(Violation.Kind.WENT_BACK);
    }

    @Test
    void quorumsAreNotComparedAcrossALossOfData() {
        unknown(FIRST, Long.MAX_VALUE);
        rows = everywhere(version(A1, FIRST));
        read(2, 20, 30, version(A1, FIRST));
        losses.add(new History.Loss(1, 35));
        read(2, 40, 50);
        expect();
    }

    @Test
    void anAnswerIsNotOlderThanItSays() {
        acknowledged(FIRST, A1, 10);
        rows = everywhere(version(A1, FIRST));
        reads.add(new Read(KEY, 9, CausalContext.EMPTY, List.of(), CausalContext.EMPTY, 1, 1, 0, 9, 20, 30));
        expect();
        reads.add(new Read(KEY, 9, CausalContext.EMPTY, List.of(), CausalContext.EMPTY, 1, 1, 0, 11, 20, 30));
        expect(Violation.Kind.OLDER_THAN_SAID);
    }

    @Test
    void aDeletedVersionIsNotShownByAQuorumThatMeetsTheDelete() {
        acknowledged(FIRST, A1, 10);
        delete(SECOND, Write.Result.ACKNOWLEDGED, Optional.of(A2), 20, FIRST);
        rows = everywhere();
        CausalContext context = new CausalContext(DotSet.of(A1, A2, B1), List.of(new Shown(B1, FIRST)));
        reads.add(new Read(KEY, 9, CausalContext.EMPTY, List.of(version(B1, FIRST)), context, 2, 2, 0, 0, 30, 40));
        expect(Violation.Kind.CAME_BACK);
    }
}
