package io.kvorum.replication.message;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;

/**
 * Orders the runs of the node that serialises changes of the bucket catalogue: a later run takes a higher ballot, and what an
 * earlier one still has under way is refused from then on.
 *
 * @param round from 1; 0 only in {@link #NONE}
 * @param actor of the serialiser, so that no two have one ballot
 */
public record CatalogueBallot(long round, Actor actor) implements Comparable<CatalogueBallot> {
    /** Below every ballot. */
    public static final CatalogueBallot NONE = new CatalogueBallot(0, new Actor(0));

    @Override
    public int compareTo(CatalogueBallot other) {
        return round != other.round
                ? Long.compare(round, other.round)
                : Long.compareUnsigned(actor.id(), other.actor.id());
    }

    public boolean isBelow(CatalogueBallot other) {
        return compareTo(other) < 0;
    }

    public void writeTo(ByteWriter out) {
        out.writeVarLong(round).writeLong(actor.id());
    }

    public static CatalogueBallot readFrom(ByteReader in) {
        long round = in.readVarLong();
        return new CatalogueBallot(round, new Actor(in.readLong()));
    }
}
