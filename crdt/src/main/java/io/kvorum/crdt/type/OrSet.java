package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;

/**
 * An observed-remove set. Its value: the elements with an add in force. A remove removes the adds of the element that its
 * caller had seen, so an add that was concurrent with it wins. An add may likewise replace the adds that its caller had seen;
 * never those that a coordinator happens to see.
 */
public final class OrSet implements DotStore<OrSet> {
    public static final OrSet EMPTY = new OrSet(new TreeMap<>());
    private static final int MIN_ELEMENT_BYTES = 12;

    private static final Joins.Shape<Bytes, DotSet> SHAPE = new Joins.Shape<>() {
        @Override
        public DotSet empty(Bytes element) {
            return DotSet.EMPTY;
        }

        @Override
        public boolean isEmpty(DotSet adds) {
            return adds.isEmpty();
        }
    };

    /** Each element with its adds in force, at least one. */
    private final NavigableMap<Bytes, DotSet> adds;

    private OrSet(NavigableMap<Bytes, DotSet> adds) {
        this.adds = Collections.unmodifiableNavigableMap(adds);
    }

    /** @param seen the {@link #dotsOf} the element as the caller read it; empty if it read nothing */
    public static Causal<OrSet> add(Bytes element, Dot dot, DotSet seen) {
        TreeMap<Bytes, DotSet> adds = new TreeMap<>();
        adds.put(element, DotSet.of(dot));
        return new Causal<>(new OrSet(adds), seen.with(dot));
    }

    /** @param seen the {@link #dotsOf} the element as the caller read it, or the {@link #dots} of the whole set to clear it */
    public static Causal<OrSet> remove(Dot dot, DotSet seen) {
        return Causal.removal(EMPTY, dot, seen);
    }

    /** Ascending. */
    public NavigableSet<Bytes> elements() {
        return adds.navigableKeySet();
    }

    public boolean contains(Bytes element) {
        return adds.containsKey(element);
    }

    /** The adds of the element that are in force. */
    public DotSet dotsOf(Bytes element) {
        return adds.getOrDefault(element, DotSet.EMPTY);
    }

    @Override
    public Kind kind() {
        return Kind.SET;
    }

    @Override
    public boolean isEmpty() {
        return adds.isEmpty();
    }

    @Override
    public DotSet dots() {
        DotSet all = DotSet.EMPTY;
        for (DotSet dots : adds.values()) {
            all = all.join(dots);
        }
        return all;
    }

    @Override
    public OrSet join(DotSet context, OrSet other, DotSet otherContext) {
        return new OrSet(Joins.byKey(
                adds, other.adds, SHAPE, (element, mine, theirs) -> Joins.dots(mine, context, theirs, otherContext)));
    }

    @Override
    public void writeTo(ByteWriter out) {
        out.writeVarLong(adds.size());
        adds.forEach((element, dots) -> {
            out.writeBytes(element.array());
            dots.writeTo(out);
        });
    }

    public static OrSet readFrom(ByteReader in) {
        TreeMap<Bytes, DotSet> adds = new TreeMap<>();
        for (int left = in.readCount(MIN_ELEMENT_BYTES); left > 0; left--) {
            Bytes element = Bytes.of(in.readBytes());
            DotSet dots = DotSet.readFrom(in);
            if (!adds.isEmpty() && adds.lastKey().compareTo(element) >= 0) {
                throw new MalformedBytesException("elements of a set out of order");
            }
            if (dots.isEmpty()) {
                throw new MalformedBytesException("element without an add");
            }
            adds.put(element, dots);
        }
        return adds.isEmpty() ? EMPTY : new OrSet(adds);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrSet o && adds.equals(o.adds);
    }

    @Override
    public int hashCode() {
        return adds.hashCode();
    }

    @Override
    public String toString() {
        return "OrSet" + adds;
    }
}
