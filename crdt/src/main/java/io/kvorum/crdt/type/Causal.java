package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.function.Function;

/**
 * A replicated value: its store of dots, and the context of all dots that it knows of. A state and a delta are the same
 * thing; a delta's context holds the operation's dot and what the operation removes, and nothing else.
 *
 * @param context contains the store's dots
 */
public record Causal<S extends DotStore<S>>(S store, DotSet context) {
    private static final int FORMAT = 1;

    /**
     * The delta that removes what its caller has seen. A removal has a dot like every operation, so that clocks show whether
     * it has arrived.
     *
     * @param seen the dots of what is removed, as the caller read it
     */
    static <S extends DotStore<S>> Causal<S> removal(S empty, Dot dot, DotSet seen) {
        return new Causal<>(empty, seen.with(dot));
    }

    /** Commutative, associative and idempotent. */
    public Causal<S> join(Causal<S> other) {
        return new Causal<>(store.join(context, other.store, other.context), context.join(other.context));
    }

    /** As {@code Rows.fill}: with what the clock of the partition covers. */
    public Causal<S> fill(DotSet clock) {
        return new Causal<>(store, context.join(clock.bases()));
    }

    /** As {@code Rows.strip}: drops from the context what the clock covers; only {@link #fill} makes it whole again. */
    public Causal<S> strip(DotSet clock) {
        return new Causal<>(store, context.minus(clock.bases()));
    }

    /** Canonical bytes of a whole state or a delta, with the number of their format. */
    public byte[] toByteArray() {
        ByteWriter out = new ByteWriter(128).writeByte(FORMAT);
        store.writeTo(out);
        context.writeTo(out);
        return out.toByteArray();
    }

    /**
     * @param reader of the type that the bytes were written from, such as {@code OrSet::readFrom}
     * @throws MalformedBytesException unless the bytes are exactly what {@link #toByteArray} writes of some whole value
     */
    public static <S extends DotStore<S>> Causal<S> fromByteArray(byte[] bytes, Function<ByteReader, S> reader) {
        ByteReader in = new ByteReader(bytes);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("value of format " + format + ", this program reads " + FORMAT);
        }
        Causal<S> value = new Causal<>(reader.apply(in), DotSet.readFrom(in));
        in.expectEnd();
        if (!value.context.containsAll(value.store.dots())) {
            throw new MalformedBytesException("dots outside of the context");
        }
        return value;
    }
}
