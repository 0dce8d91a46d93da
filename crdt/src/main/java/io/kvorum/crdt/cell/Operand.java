package io.kvorum.crdt.cell;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * What one version of a typed row holds, canonical: one operand has one encoding. It is part of the request, and so the same
 * under each dot that retries may give it. The bytes do not say of which type they are: that does the place of the row.
 */
public sealed interface Operand
        permits Operand.Stamped, Operand.Extreme, Operand.Toggle, Operand.Increment, Operand.Fold, HyperLogLog {
    int FORMAT = 1;

    void writeTo(ByteWriter out);

    default Bytes toBytes() {
        ByteWriter out = new ByteWriter().writeByte(FORMAT);
        writeTo(out);
        return Bytes.of(out.toByteArray());
    }

    /** @throws MalformedBytesException also if a newer program wrote it: the version is to be kept as it is */
    private static ByteReader open(Bytes bytes) {
        ByteReader in = new ByteReader(bytes.array());
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("operand of format " + format + ", this program reads " + FORMAT);
        }
        return in;
    }

    /**
     * Of a last-writer register.
     *
     * @param stamp hybrid logical time, chosen by the writer: at least the issue time of its write id in milliseconds since
     *     1970, and above every stamp that the writer has seen
     */
    record Stamped(long stamp, Bytes value) implements Operand {
        public Stamped {
            if (stamp < 0) {
                throw new IllegalArgumentException("stamp " + stamp);
            }
        }

        @Override
        public void writeTo(ByteWriter out) {
            out.writeVarLong(stamp).writeRaw(value.array());
        }

        public static Stamped read(Bytes bytes) {
            ByteReader in = open(bytes);
            long stamp = in.readVarLong();
            if (stamp < 0) {
                throw new MalformedBytesException("stamp " + stamp);
            }
            return new Stamped(stamp, Bytes.of(in.readRaw(in.remaining())));
        }
    }

    /** Of a register that keeps the highest or the lowest number. */
    record Extreme(long value) implements Operand {
        @Override
        public void writeTo(ByteWriter out) {
            out.writeLong(value);
        }

        public static Extreme read(Bytes bytes) {
            ByteReader in = open(bytes);
            Extreme extreme = new Extreme(in.readLong());
            in.expectEnd();
            return extreme;
        }
    }

    /** Of a flag, and of an element of a remove-wins set, where {@code false} is a removal that has to be remembered. */
    record Toggle(boolean on) implements Operand {
        @Override
        public void writeTo(ByteWriter out) {
            out.writeByte(on ? 1 : 0);
        }

        public static Toggle read(Bytes bytes) {
            ByteReader in = open(bytes);
            int on = in.readByte();
            if (on > 1) {
                throw new MalformedBytesException("toggle " + on);
            }
            in.expectEnd();
            return new Toggle(on == 1);
        }
    }

    /**
     * Of an increment of a counter.
     *
     * @param delta not 0, and at most {@link #MOST} either way
     */
    record Increment(long delta) implements Operand {
        public static final long MOST = 1L << 53;

        public Increment {
            if (!isAllowed(delta)) {
                throw new IllegalArgumentException("increment by " + delta);
            }
        }

        public static boolean isAllowed(long delta) {
            return delta != 0 && -MOST <= delta && delta <= MOST;
        }

        @Override
        public void writeTo(ByteWriter out) {
            out.writeLong(delta);
        }

        public static Increment read(Bytes bytes) {
            ByteReader in = open(bytes);
            long delta = in.readLong();
            in.expectEnd();
            if (!isAllowed(delta)) {
                throw new MalformedBytesException(
                        "an increment is by 1 to " + MOST + ", or by as much less, and this is by " + delta);
            }
            return new Increment(delta);
        }
    }

    /**
     * What takes the place of a counter's older increments.
     *
     * @param upToMillis all that were issued up to this time, milliseconds since 1970, are in the sum
     */
    record Fold(long upToMillis, BigInteger sum) implements Operand {
        public Fold {
            if (upToMillis < 0) {
                throw new IllegalArgumentException("a fold up to " + upToMillis);
            }
        }

        @Override
        public void writeTo(ByteWriter out) {
            out.writeLong(upToMillis).writeRaw(sum.toByteArray());
        }

        public static Fold read(Bytes bytes) {
            ByteReader in = open(bytes);
            long upTo = in.readLong();
            byte[] sum = in.readRaw(in.remaining());
            if (upTo < 0 || sum.length == 0 || !Arrays.equals(sum, new BigInteger(sum).toByteArray())) {
                throw new MalformedBytesException("a fold up to " + upTo + " with a sum of " + sum.length + " bytes");
            }
            return new Fold(upTo, new BigInteger(sum));
        }
    }

    /** The sketch that a version holds. */
    static HyperLogLog readSketch(Bytes bytes) {
        return HyperLogLog.readFrom(open(bytes));
    }
}
