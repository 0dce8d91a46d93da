package io.kvorum.harness.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Shown;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each checker accepts a sound history and refuses one that breaks just its promise. */
class HistoryCheckerTest {
    private static final String KEY = "[2/k]";
    private static final Actor A = Actor.of(1, 1);
    private static final Actor B = Actor.of(2, 2);
    private static final Dot A1 = new Dot(A, 1);
    private static final Dot A2 = new Dot(A, 2);
    private static final Dot B1 = new Dot(B, 1);
    private static final WriteId FIRST = new WriteId(1, 1, 100);
    private static final WriteId SECOND = new WriteId(1, 2, 200);
    private static final DotSet ALL_DOTS = DotSet.of(A1, A2, B1);

    private final List<Write> writes = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private final List<History.Loss> losses = new ArrayList<>();
    private final SortedSet<WriteId> appeared = new TreeSet<>();
    private List<ReplicaRow> rows = everywhere();

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
        reads.add(new Read(KEY, 9, CausalContext.EMPTY, List.of(), CausalContext.EMPTY, 1, 1, 9, 20, 30));
        expect();
        reads.add(new Read(KEY, 9, CausalContext.EMPTY, List.of(), CausalContext.EMPTY, 1, 1, 11, 20, 30));
        expect(Violation.Kind.OLDER_THAN_SAID);
    }

    @Test
    void aDeletedVersionIsNotShownByAQuorumThatMeetsTheDelete() {
        acknowledged(FIRST, A1, 10);
        delete(SECOND, Write.Result.ACKNOWLEDGED, Optional.of(A2), 20, FIRST);
        rows = everywhere();
        CausalContext context = new CausalContext(DotSet.of(A1, A2, B1), List.of(new Shown(B1, FIRST)));
        reads.add(new Read(KEY, 9, CausalContext.EMPTY, List.of(version(B1, FIRST)), context, 2, 2, 0, 30, 40));
        expect(Violation.Kind.CAME_BACK);
    }

    // How histories are made.

    private void expect(Violation.Kind... expected) {
        assertThat(kinds()).containsExactlyInAnyOrder(expected);
    }

    private List<Violation.Kind> kinds() {
        SortedMap<String, History.KeyFacts> keys = new TreeMap<>();
        keys.put(KEY, new History.KeyFacts(List.of(1, 2, 3), ALL_DOTS, new TreeMap<>(), rows));
        return HistoryChecker.check(new History(writes, reads, losses, keys, appeared)).stream()
                .map(Violation::kind)
                .toList();
    }

    private void acknowledged(WriteId id, Dot dot, long at, WriteId... replaces) {
        writes.add(new Write(
                id,
                KEY,
                Optional.of(value(id)),
                ids(replaces),
                DotSet.EMPTY,
                Write.Result.ACKNOWLEDGED,
                Optional.of(dot),
                2,
                false,
                at - 5,
                at));
    }

    private void unknown(WriteId id, long at, WriteId... replaces) {
        writes.add(new Write(
                id,
                KEY,
                Optional.of(value(id)),
                ids(replaces),
                DotSet.EMPTY,
                Write.Result.UNKNOWN,
                Optional.empty(),
                0,
                false,
                1,
                at));
    }

    private void delete(WriteId id, Write.Result result, Optional<Dot> dot, long at, WriteId... replaces) {
        writes.add(new Write(
                id,
                KEY,
                Optional.empty(),
                ids(replaces),
                DotSet.EMPTY,
                result,
                dot,
                dot.isPresent() ? 2 : 0,
                false,
                at - 5,
                at));
    }

    private void read(int replicas, long from, long to, Version... versions) {
        List<Shown> shown = Arrays.stream(versions)
                .map(version -> new Shown(version.dot(), version.writeId()))
                .toList();
        CausalContext context =
                new CausalContext(DotSet.of(shown.stream().map(Shown::dot).toList()), shown);
        reads.add(new Read(KEY, 9, CausalContext.EMPTY, List.of(versions), context, replicas, replicas, 0, from, to));
    }

    private void sessionRead(CausalContext atLeast, CausalContext context, Version... versions) {
        reads.add(new Read(KEY, 9, atLeast, List.of(versions), context, 1, 1, 0, 30, 40));
    }

    private static List<ReplicaRow> everywhere(Version... versions) {
        return List.of(row(1, versions), row(2, versions), row(3, versions));
    }

    private static List<ReplicaRow> emptyEverywhere() {
        return List.of(new ReplicaRow(1, List.of(), DotSet.EMPTY, DotSet.EMPTY));
    }

    private static ReplicaRow row(int node, Version... versions) {
        return new ReplicaRow(node, List.of(versions), DotSet.EMPTY, ALL_DOTS);
    }

    private static Version version(Dot dot, WriteId id) {
        return new Version(dot, id, value(id));
    }

    private static Bytes value(WriteId id) {
        return Bytes.ofUtf8("value of " + id);
    }

    private static SortedSet<WriteId> ids(WriteId... ids) {
        return new TreeSet<>(List.of(ids));
    }
}
