package io.kvorum.harness.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A read's context covers nothing that it neither shows nor knows to be replaced. */
class HiddenCheckTest {
    private static final String KEY = "[2/k]";
    private static final Dot A1 = new Dot(Actor.of(1, 1), 1);
    private static final Dot A2 = new Dot(Actor.of(1, 1), 2);
    private static final WriteId OLD = new WriteId(1, 1, 100);
    private static final WriteId NEXT = new WriteId(1, 2, 200);

    private static Write write(WriteId id, Dot dot, WriteId... replaces) {
        return new Write(
                id,
                KEY,
                Optional.of(Bytes.ofUtf8("value of " + id)),
                new TreeSet<>(List.of(replaces)),
                DotSet.EMPTY,
                Write.Result.UNKNOWN,
                Optional.of(dot),
                0,
                Long.MAX_VALUE,
                false,
                1,
                2);
    }

    private static List<Violation> check(DotSet context, Version... shown) {
        return check(new TreeSet<>(), context, shown);
    }

    private static List<Violation> check(SortedSet<WriteId> givenUp, DotSet context, Version... shown) {
        SortedMap<WriteId, Write> writes = new TreeMap<>();
        writes.put(OLD, write(OLD, A1));
        writes.put(NEXT, write(NEXT, A2, OLD));
        SortedMap<WriteId, List<Dot>> dotsOf = new TreeMap<>();
        dotsOf.put(OLD, List.of(A1));
        dotsOf.put(NEXT, List.of(A2));
        Read read = new Read(
                KEY, 9, CausalContext.EMPTY, List.of(shown), new CausalContext(context, List.of()), 1, 1, 0, 0, 3, 4);
        History.KeyFacts facts = new History.KeyFacts(List.of(1), DotSet.of(A1, A2), dotsOf, List.of(), givenUp);
        List<Violation> found = new ArrayList<>();
        HiddenCheck.check(new History.OfKey(KEY, writes, List.of(read), List.of(), facts, new TreeSet<>()), found);
        return found;
    }

    private static Version version(WriteId id, Dot dot) {
        return new Version(dot, id, Bytes.ofUtf8("value of " + id));
    }

    @Test
    void whatIsShownIsNotHidden() {
        assertThat(check(DotSet.of(A1), version(OLD, A1))).isEmpty();
    }

    @Test
    void onlyWhatWasGivenUpIsExcused() {
        assertThat(check(new TreeSet<>(List.of(OLD)), DotSet.of(A1))).isEmpty();
        assertThat(check(new TreeSet<>(List.of(NEXT)), DotSet.of(A1))).hasSize(1);
    }

    @Test
    void whatTheContextDoesNotCoverIsNotHidden() {
        assertThat(check(DotSet.EMPTY)).isEmpty();
    }

    @Test
    void whatWasReplacedByAWriteThatTheContextCoversIsNotHidden() {
        assertThat(check(DotSet.of(A1, A2), version(NEXT, A2))).isEmpty();
    }

    @Test
    void whatIsCoveredAndNeitherShownNorReplacedIsHidden() {
        assertThat(check(DotSet.of(A1))).extracting(Violation::kind).containsExactly(Violation.Kind.HIDDEN);
    }
}
