package io.kvorum.replication.register;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;

/**
 * Orders the rounds of one register. The epoch comes first, so that no promise and no report outlives the epoch of the
 * acceptors in which it was given; the actor comes last, so that no two proposers have one ballot.
 *
 * @param epoch of the acceptors, see {@link io.kvorum.replication.topology.Acceptors}
 * @param counter from 1; 0 only in {@link #NONE}
 */
public record Ballot(long epoch, long counter, Actor actor) implements Comparable<Ballot> {
    /** Below every ballot. */
    public static final Ballot NONE = new Ballot(0, 0, new Actor(0));

    /** The lowest ballot of this epoch and actor that is above this one. */
    public Ballot next(long inEpoch, Actor by) {
        return new Ballot(inEpoch, inEpoch > epoch ? 1 : counter + 1, by);
    }

    @Override
    public int compareTo(Ballot other) {
        if (epoch != other.epoch) {
            return Long.compare(epoch, other.epoch);
        }
        return counter != other.counter ? Long.compare(counter, other.counter) : actor.compareTo(other.actor);
    }

    public boolean isBelow(Ballot other) {
        return compareTo(other) < 0;
    }

    public boolean isNone() {
        return equals(NONE);
    }

    public static Ballot max(Ballot one, Ballot other) {
        return one.isBelow(other) ? other : one;
    }

    public void writeTo(ByteWriter out) {
        out.writeVarLong(epoch).writeVarLong(counter).writeLong(actor.id());
    }

    public static Ballot readFrom(ByteReader in) {
        return new Ballot(in.readVarLong(), in.readVarLong(), new Actor(in.readLong()));
    }

    @Override
    public String toString() {
        return isNone() ? "none" : epoch + "." + counter + "." + actor;
    }
}
