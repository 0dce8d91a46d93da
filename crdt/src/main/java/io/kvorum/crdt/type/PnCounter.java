package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.WriteId;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A counter that goes up and down. Its value: the sum of the amounts of all write ids of which an increment is in force, each
 * id once, modulo 2<sup>64</sup>. A retry may have given one increment two dots; it counts once.
 *
 * <p>Recent increments are kept one by one. {@link #fold} turns older ones into one sum per actor, which stands for all dots
 * of the actor up to a dot n; of two sums of an actor the one with the higher n wins. Single increments at or below n are in
 * the sum already. A context covers a sum if its base reaches n, so folded counters are joined with filled contexts only: a
 * single dot n does not tell that the dots before it were seen.
 */
public final class PnCounter implements DotStore<PnCounter> {
    public static final PnCounter EMPTY = new PnCounter(new TreeMap<>(), new TreeMap<>());
    private static final int MIN_SUM_BYTES = 10;
    private static final int MIN_INCREMENT_BYTES = Dot.MIN_ENCODED_BYTES + WriteId.MIN_ENCODED_BYTES + 1;

    /** One increment under one of its dots. */
    record Increment(WriteId writeId, long amount) {}

    /** All increments of an actor up to a dot; ids whose smallest dot is another actor's count there. */
    record Sum(long upTo, long total) {
        /** Two sums up to one dot are equal; if ever they were not, replicas must still agree. */
        Sum later(Sum other) {
            boolean mine = upTo != other.upTo ? upTo > other.upTo : total >= other.total;
            return mine ? this : other;
        }
    }

    private final NavigableMap<Actor, Sum> sums;
    private final NavigableMap<Dot, Increment> increments;

    PnCounter(NavigableMap<Actor, Sum> sums, NavigableMap<Dot, Increment> increments) {
        this.sums = Collections.unmodifiableNavigableMap(sums);
        this.increments = Collections.unmodifiableNavigableMap(increments);
    }

    /** An increment replaces nothing, whatever its caller has seen. */
    public static Causal<PnCounter> increment(WriteId writeId, long amount, Dot dot) {
        TreeMap<Dot, Increment> increments = new TreeMap<>();
        increments.put(dot, new Increment(writeId, amount));
        return new Causal<>(new PnCounter(new TreeMap<>(), increments), DotSet.of(dot));
    }

    /**
     * Back to zero, except for increments that are concurrent.
     *
     * @param seen the context with which the caller read this counter; in a map, whose fields share one context, the {@link
     *     #dots} of it
     */
    public static Causal<PnCounter> reset(Dot dot, DotSet seen) {
        return Causal.removal(EMPTY, dot, seen);
    }

    public long value() {
        long value = 0;
        for (Sum sum : sums.values()) {
            value += sum.total();
        }
        TreeMap<WriteId, Long> amounts = new TreeMap<>();
        for (Increment increment : increments.values()) {
            if (amounts.putIfAbsent(increment.writeId(), increment.amount()) == null) {
                value += increment.amount();
            }
        }
        return value;
    }

    /** How many increments are kept one by one. */
    public int unfoldedCount() {
        return increments.size();
    }

    public boolean isFolded() {
        return !sums.isEmpty();
    }

    /**
     * Folds the increments that the clock covers into sums: all dots of an id in one step, counted at the smallest, and only
     * where no earlier increment of the same actors stays unfolded. The value does not change.
     *
     * <p>Replicas that fold the same dots get the same sums; they may fold at different times. This is sound for a {@code
     * stable} of which the following holds, and for no other. The replica's clock covers, for every replica of the key, a
     * clock that was taken after the window of the ids; each of these clocks covers {@code stable}; and no removal is still
     * to come that names some of the increments up to it but not all: such a context is too old, see {@link #splits}.
     *
     * @param stable only its bases count
     */
    public static Causal<PnCounter> fold(Causal<PnCounter> counter, DotSet stable) {
        PnCounter folded = CounterFold.fold(counter.store(), stable);
        DotSet context = counter.context();
        for (var sum : folded.sums.entrySet()) {
            context = context.join(DotSet.upTo(sum.getKey(), sum.getValue().upTo()));
        }
        return new Causal<>(folded, context);
    }

    /**
     * Might a removal of these dots take a part of what is folded? Then it must be refused, and its caller has to read again:
     * a sum cannot be taken apart. It is a part also if it takes one actor's sum and leaves another's, since the increments
     * of an id may have dots in both and count in only one.
     */
    public boolean splits(DotSet seen) {
        boolean takesSome = false;
        boolean leavesSome = false;
        for (var entry : sums.entrySet()) {
            Actor actor = entry.getKey();
            long upTo = entry.getValue().upTo();
            takesSome |= seen.intersects(DotSet.upTo(actor, upTo));
            leavesSome |= seen.base(actor) < upTo;
        }
        return takesSome && leavesSome;
    }

    @Override
    public Kind kind() {
        return Kind.COUNTER;
    }

    @Override
    public boolean isEmpty() {
        return sums.isEmpty() && increments.isEmpty();
    }

    /** A sum has all dots of its actor up to its n: another replica may still hold them one by one. */
    @Override
    public DotSet dots() {
        DotSet dots = DotSet.of(increments.keySet());
        for (var sum : sums.entrySet()) {
            dots = dots.join(DotSet.upTo(sum.getKey(), sum.getValue().upTo()));
        }
        return dots;
    }

    @Override
    public PnCounter join(DotSet context, PnCounter other, DotSet otherContext) {
        TreeMap<Actor, Sum> joinedSums = new TreeMap<>();
        sums.forEach((actor, sum) -> {
            if (other.sums.containsKey(actor) || !other.hasRemoved(actor, sum, otherContext)) {
                joinedSums.put(actor, sum);
            }
        });
        other.sums.forEach((actor, sum) -> {
            if (sums.containsKey(actor) || !hasRemoved(actor, sum, context)) {
                joinedSums.merge(actor, sum, Sum::later);
            }
        });
        // An increment that is in the other side's sum goes by the same rule: who has a sum has all its dots in the
        // context.
        TreeMap<Dot, Increment> joined = new TreeMap<>();
        increments.forEach((dot, increment) -> {
            if (other.increments.containsKey(dot) || !otherContext.contains(dot)) {
                joined.put(dot, increment);
            }
        });
        other.increments.forEach((dot, increment) -> {
            if (!context.contains(dot)) {
                joined.put(dot, increment);
            }
        });
        return new PnCounter(joinedSums, joined);
    }

    /** Has this side, which has no sum of the actor, removed it? Not if it holds a part of it one by one. */
    private boolean hasRemoved(Actor actor, Sum sum, DotSet context) {
        return context.base(actor) >= sum.upTo()
                && increments
                        .subMap(new Dot(actor, 1), true, new Dot(actor, sum.upTo()), true)
                        .isEmpty();
    }

    static boolean isIn(NavigableMap<Actor, Sum> sums, Dot dot) {
        Sum sum = sums.get(dot.actor());
        return sum != null && dot.counter() <= sum.upTo();
    }

    NavigableMap<Actor, Sum> sums() {
        return sums;
    }

    NavigableMap<Dot, Increment> increments() {
        return increments;
    }

    @Override
    public void writeTo(ByteWriter out) {
        out.writeVarLong(sums.size());
        sums.forEach((actor, sum) -> {
            out.writeLong(actor.id()).writeVarLong(sum.upTo());
            writeSigned(out, sum.total());
        });
        out.writeVarLong(increments.size());
        increments.forEach((dot, increment) -> {
            dot.writeTo(out);
            increment.writeId().writeTo(out);
            writeSigned(out, increment.amount());
        });
    }

    public static PnCounter readFrom(ByteReader in) {
        TreeMap<Actor, Sum> sums = new TreeMap<>();
        for (int left = in.readCount(MIN_SUM_BYTES); left > 0; left--) {
            Dot upTo = Dot.readFrom(in);
            if (!sums.isEmpty() && sums.lastKey().compareTo(upTo.actor()) >= 0) {
                throw new MalformedBytesException("sums of a counter out of order");
            }
            sums.put(upTo.actor(), new Sum(upTo.counter(), readSigned(in)));
        }
        TreeMap<Dot, Increment> increments = new TreeMap<>();
        for (int left = in.readCount(MIN_INCREMENT_BYTES); left > 0; left--) {
            Dot dot = Dot.readFrom(in);
            if ((!increments.isEmpty() && increments.lastKey().compareTo(dot) >= 0) || isIn(sums, dot)) {
                throw new MalformedBytesException("increments of a counter out of order, or in its sums");
            }
            increments.put(dot, new Increment(WriteId.readFrom(in), readSigned(in)));
        }
        return sums.isEmpty() && increments.isEmpty() ? EMPTY : new PnCounter(sums, increments);
    }

    /** Small amounts of either sign in few bytes. */
    private static void writeSigned(ByteWriter out, long value) {
        out.writeVarLong((value << 1) ^ (value >> 63));
    }

    private static long readSigned(ByteReader in) {
        long value = in.readVarLong();
        return (value >>> 1) ^ -(value & 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PnCounter o && sums.equals(o.sums) && increments.equals(o.increments);
    }

    @Override
    public int hashCode() {
        return 31 * sums.hashCode() + increments.hashCode();
    }

    @Override
    public String toString() {
        return "PnCounter" + sums + increments;
    }
}
