package io.kvorum.crdt.clock;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;

/**
 * One event of a partition: the {@code counter}-th of {@code actor} there. Counters start at 1 and run per (partition,
 * actor), never per key.
 */
public record Dot(Actor actor, long counter) implements Comparable<Dot> {
    public static final int MIN_ENCODED_BYTES = 9;
    /** One below the highest long, so that "the one after" is always a number. */
    public static final long MAX_COUNTER = Long.MAX_VALUE - 1;

    public Dot {
        if (counter <= 0 || counter > MAX_COUNTER) {
            throw new IllegalArgumentException("counters run from 1 to " + MAX_COUNTER + ": " + counter);
        }
    }

    @Override
    public int compareTo(Dot other) {
        int byActor = actor.compareTo(other.actor);
        return byActor != 0 ? byActor : Long.compare(counter, other.counter);
    }

    public void writeTo(ByteWriter out) {
        out.writeLong(actor.id()).writeVarLong(counter);
    }

    public static Dot readFrom(ByteReader in) {
        Actor actor = new Actor(in.readLong());
        long counter = in.readVarLong();
        if (counter <= 0 || counter > MAX_COUNTER) {
            throw new MalformedBytesException("dot with counter " + counter);
        }
        return new Dot(actor, counter);
    }

    @Override
    public String toString() {
        return actor + ":" + counter;
    }
}
