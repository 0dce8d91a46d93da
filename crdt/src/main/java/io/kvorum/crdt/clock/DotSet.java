package io.kvorum.crdt.clock;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A set of dots: per actor a base (all counters from 1 to it) and exceptions above it. It is what a partition replica's
 * <em>clock</em> is made of, and what the dots of a <em>context</em> are kept in. Immutable and canonical: equal sets have
 * equal bytes.
 *
 * <p>"Covered by a clock" means {@link #base}, without the exceptions, both when a row is filled and when it is stripped;
 * see {@link #bases()}. With two meanings an old copy of a row would revive what was deleted.
 *
 * <p>After Gonçalves et al., <em>Concise Server-Wide Causality Management for Eventually Consistent Data Stores</em>, 2017.
 */
public final class DotSet {
    public static final DotSet EMPTY = new DotSet(new long[0], new CounterSet[0]);

    /** Sorted as unsigned numbers. */
    private final long[] actors;

    private final CounterSet[] counters;

    private DotSet(long[] actors, CounterSet[] counters) {
        this.actors = actors;
        this.counters = counters;
    }

    public static DotSet of(Dot... dots) {
        DotSet set = EMPTY;
        for (Dot dot : dots) {
            set = set.with(dot);
        }
        return set;
    }

    public static DotSet of(Iterable<Dot> dots) {
        DotSet set = EMPTY;
        for (Dot dot : dots) {
            set = set.with(dot);
        }
        return set;
    }

    /** All dots of the actor from 1 to {@code base}. */
    public static DotSet upTo(Actor actor, long base) {
        if (base < 0 || base > Dot.MAX_COUNTER) {
            throw new IllegalArgumentException("a base runs from 0 to " + Dot.MAX_COUNTER + ": " + base);
        }
        return base == 0 ? EMPTY : new DotSet(new long[] {actor.id()}, new CounterSet[] {CounterSet.upTo(base)});
    }

    public boolean isEmpty() {
        return actors.length == 0;
    }

    public int actorCount() {
        return actors.length;
    }

    public List<Actor> actors() {
        List<Actor> list = new ArrayList<>(actors.length);
        for (long actor : actors) {
            list.add(new Actor(actor));
        }
        return list;
    }

    public boolean contains(Dot dot) {
        return countersOf(dot.actor()).contains(dot.counter());
    }

    /** The highest counter up to which this set has every dot of the actor; 0 if it lacks the first. */
    public long base(Actor actor) {
        return countersOf(actor).base();
    }

    /** The highest counter of the actor in this set; 0 if there is none. */
    public long highest(Actor actor) {
        return countersOf(actor).highest();
    }

    /** How many dots, saturating. */
    public long size() {
        long size = 0;
        for (CounterSet set : counters) {
            size += set.size();
            if (size < 0) {
                return Long.MAX_VALUE;
            }
        }
        return size;
    }

    /** How many ranges above a base: what the set costs beyond one entry per actor. */
    public int exceptionRanges() {
        int ranges = 0;
        for (CounterSet set : counters) {
            ranges += set.rangeCount();
        }
        return ranges;
    }

    public DotSet with(Dot dot) {
        int at = find(dot.actor().id());
        if (at < 0) {
            return insert(-at - 1, dot.actor().id(), CounterSet.single(dot.counter()));
        }
        CounterSet updated = counters[at].with(dot.counter());
        if (updated == counters[at]) {
            return this;
        }
        CounterSet[] copy = counters.clone();
        copy[at] = updated;
        return new DotSet(actors, copy);
    }

    public DotSet join(DotSet other) {
        // Clocks are equal, or one is behind, most of the time: then nothing is copied.
        if (containsAll(other)) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        long[] ids = new long[actors.length + other.actors.length];
        CounterSet[] sets = new CounterSet[ids.length];
        int n = 0;
        int i = 0;
        int j = 0;
        while (i < actors.length || j < other.actors.length) {
            int order = i == actors.length
                    ? 1
                    : j == other.actors.length ? -1 : Long.compareUnsigned(actors[i], other.actors[j]);
            if (order < 0) {
                ids[n] = actors[i];
                sets[n++] = counters[i++];
            } else if (order > 0) {
                ids[n] = other.actors[j];
                sets[n++] = other.counters[j++];
            } else {
                ids[n] = actors[i];
                sets[n++] = counters[i++].union(other.counters[j++]);
            }
        }
        return trimmed(ids, sets, n);
    }

    /** The dots of this set that {@code other} lacks. */
    public DotSet minus(DotSet other) {
        if (this == other) {
            return EMPTY;
        }
        if (!intersects(other)) {
            return this;
        }
        long[] ids = new long[actors.length];
        CounterSet[] sets = new CounterSet[actors.length];
        int n = 0;
        for (int i = 0; i < actors.length; i++) {
            int at = other.find(actors[i]);
            CounterSet rest = at < 0 ? counters[i] : counters[i].minus(other.counters[at]);
            if (!rest.isEmpty()) {
                ids[n] = actors[i];
                sets[n++] = rest;
            }
        }
        return trimmed(ids, sets, n);
    }

    public boolean containsAll(DotSet other) {
        if (this == other) {
            return true;
        }
        for (int j = 0; j < other.actors.length; j++) {
            int at = find(other.actors[j]);
            if (at < 0 || !counters[at].containsAll(other.counters[j])) {
                return false;
            }
        }
        return true;
    }

    public boolean intersects(DotSet other) {
        for (int i = 0; i < actors.length; i++) {
            int at = other.find(actors[i]);
            if (at >= 0 && counters[i].intersects(other.counters[at])) {
                return true;
            }
        }
        return false;
    }

    /** This set without its exceptions: what a clock covers. */
    public DotSet bases() {
        boolean plain = true;
        for (CounterSet set : counters) {
            plain &= !set.hasExceptions();
        }
        if (plain) {
            return this;
        }
        long[] ids = new long[actors.length];
        CounterSet[] sets = new CounterSet[actors.length];
        int n = 0;
        for (int i = 0; i < actors.length; i++) {
            if (counters[i].base() > 0) {
                ids[n] = actors[i];
                sets[n++] = counters[i].withoutExceptions();
            }
        }
        return trimmed(ids, sets, n);
    }

    /** The part of this set that belongs to one actor. */
    public DotSet only(Actor actor) {
        int at = find(actor.id());
        return at < 0 ? EMPTY : new DotSet(new long[] {actor.id()}, new CounterSet[] {counters[at]});
    }

    /** The dots in ascending order, the first {@code limit} of them. */
    public List<Dot> first(int limit) {
        List<Dot> dots = new ArrayList<>((int) Math.min(limit, Math.min(size(), 1024)));
        for (int i = 0; i < actors.length && dots.size() < limit; i++) {
            Actor actor = new Actor(actors[i]);
            CounterSet set = counters[i];
            appendRange(dots, actor, 1, set.base(), limit);
            for (int r = 0; r < set.rangeCount(); r++) {
                appendRange(dots, actor, set.rangeFirst(r), set.rangeLast(r), limit);
            }
        }
        return dots;
    }

    private static void appendRange(List<Dot> dots, Actor actor, long first, long last, int limit) {
        for (long counter = first; counter <= last && dots.size() < limit; counter++) {
            dots.add(new Dot(actor, counter));
        }
    }

    public void writeTo(ByteWriter out) {
        out.writeVarLong(actors.length);
        for (int i = 0; i < actors.length; i++) {
            out.writeLong(actors[i]);
            counters[i].writeTo(out);
        }
    }

    public static DotSet readFrom(ByteReader in) {
        int count = in.readCount(10);
        if (count == 0) {
            return EMPTY;
        }
        long[] ids = new long[count];
        CounterSet[] sets = new CounterSet[count];
        for (int i = 0; i < count; i++) {
            ids[i] = in.readLong();
            sets[i] = CounterSet.readFrom(in);
            if (i > 0 && Long.compareUnsigned(ids[i - 1], ids[i]) >= 0) {
                throw new MalformedBytesException("actors out of order");
            }
            if (sets[i].isEmpty()) {
                throw new MalformedBytesException("actor without dots");
            }
        }
        return new DotSet(ids, sets);
    }

    public byte[] toByteArray() {
        ByteWriter out = new ByteWriter(16 + 16 * actors.length);
        writeTo(out);
        return out.toByteArray();
    }

    private CounterSet countersOf(Actor actor) {
        int at = find(actor.id());
        return at < 0 ? CounterSet.EMPTY : counters[at];
    }

    private int find(long actor) {
        int low = 0;
        int high = actors.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(actors[middle], actor);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private DotSet insert(int at, long actor, CounterSet set) {
        long[] ids = new long[actors.length + 1];
        CounterSet[] sets = new CounterSet[actors.length + 1];
        System.arraycopy(actors, 0, ids, 0, at);
        System.arraycopy(counters, 0, sets, 0, at);
        ids[at] = actor;
        sets[at] = set;
        System.arraycopy(actors, at, ids, at + 1, actors.length - at);
        System.arraycopy(counters, at, sets, at + 1, actors.length - at);
        return new DotSet(ids, sets);
    }

    private static DotSet trimmed(long[] ids, CounterSet[] sets, int n) {
        if (n == 0) {
            return EMPTY;
        }
        return n == ids.length ? new DotSet(ids, sets) : new DotSet(Arrays.copyOf(ids, n), Arrays.copyOf(sets, n));
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof DotSet o
                        && Arrays.equals(actors, o.actors)
                        && Arrays.equals(counters, o.counters));
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(actors) + Arrays.hashCode(counters);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < actors.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(new Actor(actors[i]))
                    .append(':')
                    .append(counters[i]);
        }
        return text.append('}').toString();
    }
}
