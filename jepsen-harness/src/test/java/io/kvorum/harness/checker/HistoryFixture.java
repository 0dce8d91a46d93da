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

/** Makes histories of one key, and says which promises each of them breaks. */
abstract class HistoryFixture {
    static final String KEY = "[2/k]";
    static final Actor A = Actor.of(1, 1);
    static final Actor B = Actor.of(2, 2);
    static final Dot A1 = new Dot(A, 1);
    static final Dot A2 = new Dot(A, 2);
    static final Dot B1 = new Dot(B, 1);
    static final WriteId FIRST = new WriteId(1, 1, 100);
    static final WriteId SECOND = new WriteId(1, 2, 200);
    static final DotSet ALL_DOTS = DotSet.of(A1, A2, B1);

    final List<Write> writes = new ArrayList<>();
    final List<Read> reads = new ArrayList<>();
    final List<History.Loss> losses = new ArrayList<>();
    final SortedSet<WriteId> appeared = new TreeSet<>();
    final SortedSet<WriteId> givenUp = new TreeSet<>();
    List<ReplicaRow> rows = everywhere();

    // How histories are made.

    void expect(Violation.Kind... expected) {
        assertThat(kinds()).containsExactlyInAnyOrder(expected);
    }

    List<Violation.Kind> kinds() {
        SortedMap<String, History.KeyFacts> keys = new TreeMap<>();
        keys.put(KEY, new History.KeyFacts(List.of(1, 2, 3), ALL_DOTS, new TreeMap<>(), rows, givenUp));
        return HistoryChecker.check(new History(writes, reads, losses, keys, appeared)).stream()
                .map(Violation::kind)
                .toList();
    }

    void acknowledged(WriteId id, Dot dot, long at, WriteId... replaces) {
        writes.add(new Write(
                id,
                KEY,
                Optional.of(value(id)),
                ids(replaces),
                DotSet.EMPTY,
                Write.Result.ACKNOWLEDGED,
                Optional.of(dot),
                2,
                Long.MAX_VALUE,
                false,
                at - 5,
                at));
    }

    void unknown(WriteId id, long at, WriteId... replaces) {
        writes.add(new Write(
                id,
                KEY,
                Optional.of(value(id)),
                ids(replaces),
                DotSet.EMPTY,
                Write.Result.UNKNOWN,
                Optional.empty(),
                0,
                Long.MAX_VALUE,
                false,
                1,
                at));
    }

    void delete(WriteId id, Write.Result result, Optional<Dot> dot, long at, WriteId... replaces) {
        writes.add(new Write(
                id,
                KEY,
                Optional.empty(),
                ids(replaces),
                DotSet.EMPTY,
                result,
                dot,
                dot.isPresent() ? 2 : 0,
                Long.MAX_VALUE,
                false,
                at - 5,
                at));
    }

    void read(int replicas, long from, long to, Version... versions) {
        List<Shown> shown = Arrays.stream(versions)
                .map(version -> new Shown(version.dot(), version.writeId()))
                .toList();
        CausalContext context =
                new CausalContext(DotSet.of(shown.stream().map(Shown::dot).toList()), shown);
        reads.add(
                new Read(KEY, 9, CausalContext.EMPTY, List.of(versions), context, replicas, replicas, 0, 0, from, to));
    }

    void sessionRead(CausalContext atLeast, CausalContext context, Version... versions) {
        reads.add(new Read(KEY, 9, atLeast, List.of(versions), context, 1, 1, 0, 0, 30, 40));
    }

    static List<ReplicaRow> everywhere(Version... versions) {
        return List.of(row(1, versions), row(2, versions), row(3, versions));
    }

    static List<ReplicaRow> emptyEverywhere() {
        return List.of(new ReplicaRow(1, List.of(), DotSet.EMPTY, DotSet.EMPTY));
    }

    static ReplicaRow row(int node, Version... versions) {
        return new ReplicaRow(node, List.of(versions), DotSet.EMPTY, ALL_DOTS);
    }

    static Version version(Dot dot, WriteId id) {
        return new Version(dot, id, value(id));
    }

    static Bytes value(WriteId id) {
        return Bytes.ofUtf8("value of " + id);
    }

    static SortedSet<WriteId> ids(WriteId... ids) {
        return new TreeSet<>(List.of(ids));
    }
}
