package io.kvorum.crdt.cell;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.Arrays;

/**
 * A sketch of how many distinct things were added: 2^precision registers, each the longest run of zeros that it was shown.
 * The standard error of the estimate is about 1.04 / sqrt(2^precision): 0.8 % at precision 14. Adding twice is adding once, and
 * joining is commutative, associative and idempotent. Immutable.
 */
public final class HyperLogLog implements Operand {
    public static final int MIN_PRECISION = 4;
    public static final int MAX_PRECISION = 16;

    private static final int SPARSE = 0;
    private static final int DENSE = 1;

    private final int precision;
    private final byte[] registers;

    private HyperLogLog(int precision, byte[] registers) {
        this.precision = precision;
        this.registers = registers;
    }

    public static HyperLogLog empty(int precision) {
        if (!isPrecision(precision)) {
            throw new IllegalArgumentException(
                    "precision runs from " + MIN_PRECISION + " to " + MAX_PRECISION + ": " + precision);
        }
        return new HyperLogLog(precision, new byte[1 << precision]);
    }

    private static boolean isPrecision(int precision) {
        return precision >= MIN_PRECISION && precision <= MAX_PRECISION;
    }

    public int precision() {
        return precision;
    }

    /** @param hashes of what is added: 64 bits each that look random; all writers of one key use the same function */
    public HyperLogLog with(long... hashes) {
        byte[] raised = registers.clone();
        for (long hash : hashes) {
            int register = (int) (hash >>> (Long.SIZE - precision));
            int zeros = Math.min(Long.numberOfLeadingZeros(hash << precision), Long.SIZE - precision);
            raised[register] = (byte) Math.max(raised[register], zeros + 1);
        }
        return new HyperLogLog(precision, raised);
    }

    /** Sketches of two precisions join at the lower one: the finer one is what it would be, had it been coarse from the start. */
    public HyperLogLog join(HyperLogLog other) {
        int common = Math.min(precision, other.precision);
        byte[] joined = atPrecision(common);
        byte[] others = other.atPrecision(common);
        for (int i = 0; i < joined.length; i++) {
            joined[i] = (byte) Math.max(joined[i], others[i]);
        }
        return new HyperLogLog(common, joined);
    }

    /** A copy of the registers as they would be at a lower precision. */
    private byte[] atPrecision(int lower) {
        int dropped = precision - lower;
        if (dropped == 0) {
            return registers.clone();
        }
        byte[] coarse = new byte[1 << lower];
        for (int i = 0; i < registers.length; i++) {
            if (registers[i] > 0) {
                int low = i & ((1 << dropped) - 1);
                int run = low == 0
                        ? dropped + registers[i]
                        : Integer.numberOfLeadingZeros(low) - (Integer.SIZE - dropped) + 1;
                int register = i >>> dropped;
                coarse[register] = (byte) Math.max(coarse[register], run);
            }
        }
        return coarse;
    }

    /** How many distinct hashes were added; Ertl's improved raw estimate, without tables and without a change of method. */
    public double estimate() {
        int q = Long.SIZE - precision;
        int[] counts = new int[q + 2];
        for (byte register : registers) {
            counts[register]++;
        }
        double m = registers.length;
        double z = m * tau(1 - counts[q + 1] / m);
        for (int k = q; k >= 1; k--) {
            z = 0.5 * (z + counts[k]);
        }
        z += m * sigma(counts[0] / m);
        return m * m / (2 * Math.log(2) * z);
    }

    private static double sigma(double share) {
        if (share == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = share;
        double y = 1;
        double sum = share;
        double before;
        do {
            x *= x;
            before = sum;
            sum += x * y;
            y += y;
        } while (sum > before);
        return sum;
    }

    private static double tau(double share) {
        if (share == 0 || share == 1) {
            return 0;
        }
        double x = share;
        double y = 1;
        double sum = 1 - share;
        double before;
        do {
            x = Math.sqrt(x);
            before = sum;
            y *= 0.5;
            sum -= (1 - x) * (1 - x) * y;
        } while (sum < before);
        return sum / 3;
    }

    /** Whichever of two forms is shorter: the registers that are not 0, or all of them. */
    @Override
    public void writeTo(ByteWriter out) {
        ByteWriter sparse = new ByteWriter();
        int used = 0;
        int last = -1;
        for (int i = 0; i < registers.length; i++) {
            if (registers[i] > 0) {
                sparse.writeVarLong(i - last).writeByte(registers[i]);
                last = i;
                used++;
            }
        }
        out.writeByte(precision);
        if (sparse.length() < registers.length) {
            out.writeByte(SPARSE).writeVarLong(used).writeRaw(sparse.toByteArray());
        } else {
            out.writeByte(DENSE).writeRaw(registers);
        }
    }

    static HyperLogLog readFrom(ByteReader in) {
        int precision = in.readByte();
        int form = in.readByte();
        if (!isPrecision(precision) || form > DENSE) {
            throw new MalformedBytesException("sketch of precision " + precision + " and form " + form);
        }
        byte[] registers = form == DENSE ? in.readRaw(1 << precision) : readSparse(in, 1 << precision);
        in.expectEnd();
        for (byte register : registers) {
            if (register < 0 || register > Long.SIZE - precision + 1) {
                throw new MalformedBytesException("register of a sketch is " + register);
            }
        }
        HyperLogLog sketch = new HyperLogLog(precision, registers);
        ByteWriter shortest = new ByteWriter();
        sketch.writeTo(shortest);
        if (shortest.toByteArray()[1] != form) {
            throw new MalformedBytesException("sketch is not in its shorter form");
        }
        return sketch;
    }

    private static byte[] readSparse(ByteReader in, int size) {
        byte[] registers = new byte[size];
        int last = -1;
        for (int left = in.readCount(2); left > 0; left--) {
            long step = in.readVarLong();
            int value = in.readByte();
            if (step < 1 || step >= size - last || value < 1 || value > Long.SIZE) {
                throw new MalformedBytesException("register of a sketch at +" + step + " is " + value);
            }
            last += (int) step;
            registers[last] = (byte) value;
        }
        return registers;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HyperLogLog o && precision == o.precision && Arrays.equals(registers, o.registers);
    }

    @Override
    public int hashCode() {
        return 31 * precision + Arrays.hashCode(registers);
    }

    @Override
    public String toString() {
        return "HyperLogLog[precision " + precision + ", about " + Math.round(estimate()) + "]";
    }
}
