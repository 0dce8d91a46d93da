package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A replica of one partition, as small as the rules of {@link Rows} allow, and beside it what it truly has seen: per key the
 * dots in the causal past of its row. The implementation never reads {@link #seen}.
 */
public final class SimReplica implements WriteIdIndex {
    /** What the log keeps of a mutation. */
    record Entry(Dot dot, WriteId writeId, List<WriteId> removed) {
        static Entry of(Mutation mutation) {
            return new Entry(
                    mutation.dot(), mutation.writeId(), mutation.context().removedIds());
        }
    }

    /** A filled row on its way, with the log entries of its live dots and what its sender had truly seen. */
    record Shipped(int key, FilledRow row, List<Entry> entries, Set<Dot> seen) {}

    Actor actor;
    DotSet clock = DotSet.EMPTY;
    final List<Row> rows = new ArrayList<>();
    final TreeMap<Dot, Entry> log = new TreeMap<>();
    public final List<Set<Dot>> seen = new ArrayList<>();

    SimReplica(Actor actor, int keys) {
        this.actor = actor;
        wipe(actor, keys);
    }

    void wipe(Actor next, int keys) {
        actor = next;
        clock = DotSet.EMPTY;
        rows.clear();
        log.clear();
        seen.clear();
        for (int key = 0; key < keys; key++) {
            rows.add(Row.EMPTY);
            seen.add(new TreeSet<>());
        }
    }

    Dot mint() {
        return new Dot(actor, clock.highest(actor) + 1);
    }

    public FilledRow filled(int key) {
        return Rows.fill(rows.get(key), clock);
    }

    void apply(int key, Mutation mutation, Set<Dot> seenByCaller) {
        rows.set(key, Rows.apply(rows.get(key), clock, mutation));
        clock = clock.with(mutation.dot());
        log.put(mutation.dot(), Entry.of(mutation));
        seen.get(key).addAll(seenByCaller);
        seen.get(key).add(mutation.dot());
        settle();
    }

    Shipped ship(int key) {
        FilledRow row = filled(key);
        List<Entry> entries = row.liveDots().stream().map(log::get).toList();
        return new Shipped(key, row, entries, new TreeSet<>(seen.get(key)));
    }

    void receive(Shipped shipped) {
        int key = shipped.key();
        rows.set(key, Rows.merge(rows.get(key), clock, shipped.row()));
        clock = clock.join(DotSet.of(shipped.row().liveDots()));
        shipped.entries().forEach(entry -> log.put(entry.dot(), entry));
        seen.get(key).addAll(shipped.seen());
        settle();
    }

    /** One exchange that came through: all rows, then the log and the clock. */
    void adopt(SimReplica other) {
        for (int key = 0; key < rows.size(); key++) {
            rows.set(key, Rows.merge(rows.get(key), clock, other.filled(key)));
            seen.get(key).addAll(other.seen.get(key));
        }
        log.putAll(other.log);
        clock = clock.join(other.clock);
        settle();
    }

    private void settle() {
        rows.replaceAll(row -> Rows.dropByWriteId(Rows.strip(row, clock), clock, this));
    }

    @Override
    public boolean isRemoved(WriteId writeId) {
        return log.values().stream().anyMatch(entry -> entry.removed().contains(writeId));
    }

    @Override
    public List<Dot> dotsOf(WriteId writeId) {
        return log.values().stream()
                .filter(entry -> entry.writeId().equals(writeId))
                .map(Entry::dot)
                .toList();
    }
}
