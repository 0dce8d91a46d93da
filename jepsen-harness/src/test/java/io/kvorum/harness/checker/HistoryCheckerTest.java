package io.kvorum.harness.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checkers of what is kept accept a sound history, and refuse one that breaks just their promise. */
class HistoryCheckerTest extends HistoryFixture {
    // Acknowledged writes are kept.

    @Test
    void anAcknowledgedWriteThatIsLiveIsKept() {
        acknowledged(FIRST, A1, 10);
        rows = everywhere(version(A1, FIRST));
        expect();
    }

    @Test
    void anAcknowledgedWriteThatIsGoneIsLost() {
        acknowledged(FIRST, A1, 10);
        rows = everywhere();
        expect(Violation.Kind.LOST_WRITE);
    }

    @Test
    void anAcknowledgedWriteMayBeReplacedByOneThatSawIt() {
        acknowledged(FIRST, A1, 10);
        acknowledged(SECOND, A2, 20, FIRST);
        rows = everywhere(version(A2, SECOND));
        expect();
    }

    @Test
    void aReplacementThatIsGoneItselfIsNoExcuse() {
        acknowledged(FIRST, A1, 10);
        unknown(SECOND, 20, FIRST);
        rows = everywhere();
        expect(Violation.Kind.LOST_WRITE);
    }

    @Test
    void aWriteThatDidNotSeeItDoesNotReplaceIt() {
        acknowledged(FIRST, A1, 10);
        acknowledged(SECOND, B1, 20);
        rows = everywhere(version(B1, SECOND));
        expect(Violation.Kind.LOST_WRITE);
    }

    @Test
    void aDeleteThatNeverReachedANodeIsNoExcuse() {
        acknowledged(FIRST, A1, 10);
        delete(SECOND, Write.Result.UNKNOWN, Optional.empty(), 20, FIRST);
        rows = everywhere();
        expect(Violation.Kind.LOST_WRITE);
        appeared.add(SECOND);
        expect();
    }

    @Test
    void nothingIsPromisedWhenTheNodesThatAcknowledgedAreLost() {
        writes.add(new Write(
                FIRST,
                KEY,
                Optional.of(value(FIRST)),
                ids(),
                DotSet.EMPTY,
                Write.Result.ACKNOWLEDGED,
                Optional.of(A1),
                2,
                Long.MAX_VALUE,
                true,
                1,
                10));
        losses.add(new History.Loss(1, 20));
        losses.add(new History.Loss(2, 30));
        rows = emptyEverywhere();
        expect();
    }

    // What was replaced stays away.

    @Test
    void aDeletedVersionThatIsLiveCameBack() {
        acknowledged(FIRST, A1, 10);
        delete(SECOND, Write.Result.ACKNOWLEDGED, Optional.of(A2), 20, FIRST);
        rows = everywhere();
        expect();
        rows = everywhere(version(B1, FIRST));
        expect(Violation.Kind.CAME_BACK);
    }

    @Test
    void aVersionThatAContextCoveredCameBackEvenIfNobodyWasShownIt() {
        acknowledged(FIRST, A1, 10);
        writes.add(new Write(
                SECOND,
                KEY,
                Optional.of(value(SECOND)),
                ids(),
                DotSet.of(A1),
                Write.Result.ACKNOWLEDGED,
                Optional.of(A2),
                2,
                Long.MAX_VALUE,
                false,
                11,
                20));
        rows = everywhere(version(A1, FIRST), version(A2, SECOND));
        expect(Violation.Kind.CAME_BACK, Violation.Kind.CAME_BACK, Violation.Kind.CAME_BACK);
    }

    @Test
    void aReadMustNotShowAVersionBesideItsReplacement() {
        acknowledged(FIRST, A1, 10);
        acknowledged(SECOND, A2, 20, FIRST);
        rows = everywhere(version(A2, SECOND));
        read(1, 30, 40, version(A1, FIRST), version(A2, SECOND));
        expect(Violation.Kind.CAME_BACK);
    }

    // Replicas are equal.

    @Test
    void replicasThatDifferDiverged() {
        acknowledged(FIRST, A1, 10);
        rows = List.of(row(1, version(A1, FIRST)), row(2, version(A1, FIRST)), row(3));
        expect(Violation.Kind.DIVERGED);
    }

    @Test
    void aRowThatKeepsAContextWhichTheClockCoversDiverged() {
        acknowledged(FIRST, A1, 10);
        Version version = version(A1, FIRST);
        rows = List.of(new ReplicaRow(1, List.of(version), DotSet.of(A1), ALL_DOTS));
        expect(Violation.Kind.DIVERGED);
    }

    @Test
    void aContextAboveAHoleThatNobodyCanFillMayStay() {
        acknowledged(FIRST, A1, 10);
        DotSet clock = DotSet.of(A1, new Dot(B, 3));
        DotSet context = DotSet.of(new Dot(B, 3));
        rows = List.of(new ReplicaRow(1, List.of(version(A1, FIRST)), context, clock));
        expect();
    }

    @Test
    void aVersionWhoseDotIsNotKnownIsBroken() {
        acknowledged(FIRST, A1, 10);
        rows = List.of(new ReplicaRow(1, List.of(version(A1, FIRST)), DotSet.EMPTY, DotSet.of(B1)));
        assertThat(kinds()).contains(Violation.Kind.BROKEN_STATE);
    }
}
