package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A multi-value register. Its value: the values of all writes in force, in the order of their dots. A write removes the
 * writes that its caller had seen, so more than one value is there exactly if writes were concurrent.
 */
public final class Register implements DotStore<Register> {
    public static final Register EMPTY = new Register(new TreeMap<>());

    private final NavigableMap<Dot, Bytes> writes;

    private Register(NavigableMap<Dot, Bytes> writes) {
        this.writes = Collections.unmodifiableNavigableMap(writes);
    }

    /** @param seen the {@link #dots} of this register as the caller read it */
    public static Causal<Register> write(Bytes value, Dot dot, DotSet seen) {
        TreeMap<Dot, Bytes> writes = new TreeMap<>();
        writes.put(dot, value);
        return new Causal<>(new Register(writes), seen.with(dot));
    }

    /** @param seen the {@link #dots} of this register as the caller read it */
    public static Causal<Register> clear(Dot dot, DotSet seen) {
        return Causal.removal(EMPTY, dot, seen);
    }

    public List<Bytes> values() {
        return List.copyOf(writes.values());
    }

    @Override
    public Kind kind() {
        return Kind.REGISTER;
    }

    @Override
    public boolean isEmpty() {
        return writes.isEmpty();
    }

    @Override
    public DotSet dots() {
        return DotSet.of(writes.keySet());
    }

    @Override
    public Register join(DotSet context, Register other, DotSet otherContext) {
        TreeMap<Dot, Bytes> joined = new TreeMap<>();
        writes.forEach((dot, value) -> {
            if (other.writes.containsKey(dot) || !otherContext.contains(dot)) {
                joined.put(dot, value);
            }
        });
        other.writes.forEach((dot, value) -> {
            if (!context.contains(dot)) {
                joined.put(dot, value);
            }
        });
        return joined.equals(writes) ? this : new Register(joined);
    }

    @Override
    public void writeTo(ByteWriter out) {
        out.writeVarLong(writes.size());
        writes.forEach((dot, value) -> {
            dot.writeTo(out);
            out.writeBytes(value.array());
        });
    }

    public static Register readFrom(ByteReader in) {
        TreeMap<Dot, Bytes> writes = new TreeMap<>();
        for (int left = in.readCount(Dot.MIN_ENCODED_BYTES + 1); left > 0; left--) {
            Dot dot = Dot.readFrom(in);
            if (!writes.isEmpty() && writes.lastKey().compareTo(dot) >= 0) {
                throw new MalformedBytesException("writes of a register out of order");
            }
            writes.put(dot, Bytes.of(in.readBytes()));
        }
        return writes.isEmpty() ? EMPTY : new Register(writes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Register o && writes.equals(o.writes);
    }

    @Override
    public int hashCode() {
        return writes.hashCode();
    }

    @Override
    public String toString() {
        return "Register" + new ArrayList<>(writes.entrySet());
    }
}
