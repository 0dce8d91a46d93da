package io.kvorum.crdt.clock;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.Arrays;

/**
 * A set of counters of one actor: all of 1 to {@code base}, and exceptions above it, kept as closed ranges. Immutable and
 * canonical: ranges are sorted, do not touch each other, and the first starts above {@code base + 1}.
 */
final class CounterSet {
    static final CounterSet EMPTY = new CounterSet(0, new long[0]);

    private final long base;
    /** Pairs (first, last), both inclusive. */
    private final long[] ranges;

    private CounterSet(long base, long[] ranges) {
        this.base = base;
        this.ranges = ranges;
    }

    static CounterSet upTo(long base) {
        return base == 0 ? EMPTY : new CounterSet(base, EMPTY.ranges);
    }

    static CounterSet single(long counter) {
        return counter == 1 ? upTo(1) : new CounterSet(0, new long[] {counter, counter});
    }

    long base() {
        return base;
    }

    long highest() {
        return ranges.length == 0 ? base : ranges[ranges.length - 1];
    }

    boolean isEmpty() {
        return base == 0 && ranges.length == 0;
    }

    boolean hasExceptions() {
        return ranges.length > 0;
    }

    int rangeCount() {
        return ranges.length / 2;
    }

    long rangeFirst(int index) {
        return ranges[2 * index];
    }

    long rangeLast(int index) {
        return ranges[2 * index + 1];
    }

    long size() {
        long size = base;
        for (int i = 0; i < ranges.length; i += 2) {
            size += ranges[i + 1] - ranges[i] + 1;
        }
        return size;
    }

    boolean contains(long counter) {
        if (counter <= base) {
            return counter > 0;
        }
        int at = Arrays.binarySearch(ranges, counter);
        // A hit is the first or last of a range; a miss inside a range has an odd insertion point.
        return at >= 0 || ((-at - 1) & 1) == 1;
    }

    CounterSet with(long counter) {
        if (contains(counter)) {
            return this;
        }
        long highest = highest();
        if (counter <= highest) {
            return union(single(counter));
        }
        if (counter == base + 1) {
            return upTo(counter);
        }
        // The usual case while an earlier dot is missing: the newest counter goes to the end.
        long[] longer;
        if (counter == highest + 1) {
            longer = ranges.clone();
        } else {
            longer = Arrays.copyOf(ranges, ranges.length + 2);
            longer[ranges.length] = counter;
        }
        longer[longer.length - 1] = counter;
        return new CounterSet(base, longer);
    }

    boolean containsAll(CounterSet other) {
        if (other.base > base) {
            return false;
        }
        int i = 0;
        for (int j = 0; j < other.ranges.length; j += 2) {
            long first = other.ranges[j];
            long last = other.ranges[j + 1];
            if (last <= base) {
                continue;
            }
            while (i < ranges.length && ranges[i + 1] < last) {
                i += 2;
            }
            // Ranges never touch, nor does the first touch the base: one range alone must hold all of it.
            if (i == ranges.length || ranges[i] > first) {
                return false;
            }
        }
        return true;
    }

    boolean intersects(CounterSet other) {
        if ((base > 0 && other.base > 0) || other.startsWithin(base) || startsWithin(other.base)) {
            return true;
        }
        int i = 0;
        int j = 0;
        while (i < ranges.length && j < other.ranges.length) {
            if (ranges[i + 1] < other.ranges[j]) {
                i += 2;
            } else if (other.ranges[j + 1] < ranges[i]) {
                j += 2;
            } else {
                return true;
            }
        }
        return false;
    }

    private boolean startsWithin(long otherBase) {
        return ranges.length > 0 && ranges[0] <= otherBase;
    }

    CounterSet withoutExceptions() {
        return ranges.length == 0 ? this : upTo(base);
    }

    CounterSet union(CounterSet other) {
        if (other.isEmpty() || this == other) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        if (containsAll(other)) {
            return this;
        }
        Builder merged = new Builder(Math.max(base, other.base), ranges.length + other.ranges.length);
        int i = 0;
        int j = 0;
        while (i < ranges.length || j < other.ranges.length) {
            if (j == other.ranges.length || (i < ranges.length && ranges[i] <= other.ranges[j])) {
                merged.add(ranges[i], ranges[i + 1]);
                i += 2;
            } else {
                merged.add(other.ranges[j], other.ranges[j + 1]);
                j += 2;
            }
        }
        return merged.build();
    }

    /** The counters of this set that are not in {@code other}. */
    CounterSet minus(CounterSet other) {
        if (!intersects(other)) {
            return this;
        }
        Builder rest = new Builder(0, 2 + ranges.length + other.ranges.length);
        if (base > 0) {
            subtract(1, base, other, rest);
        }
        for (int i = 0; i < ranges.length; i += 2) {
            subtract(ranges[i], ranges[i + 1], other, rest);
        }
        return rest.build();
    }

    private static void subtract(long first, long last, CounterSet other, Builder rest) {
        long from = Math.max(first, other.base + 1);
        for (int j = 0; j < other.ranges.length && from <= last; j += 2) {
            if (other.ranges[j + 1] < from) {
                continue;
            }
            if (other.ranges[j] > last) {
                break;
            }
            if (other.ranges[j] > from) {
                rest.add(from, other.ranges[j] - 1);
            }
            from = other.ranges[j + 1] + 1;
        }
        if (from <= last) {
            rest.add(from, last);
        }
    }

    void writeTo(ByteWriter out) {
        out.writeVarLong(base).writeVarLong(ranges.length / 2);
        long previous = base;
        for (int i = 0; i < ranges.length; i += 2) {
            out.writeVarLong(ranges[i] - previous).writeVarLong(ranges[i + 1] - ranges[i]);
            previous = ranges[i + 1];
        }
    }

    static CounterSet readFrom(ByteReader in) {
        long base = in.readVarLong();
        int count = in.readCount(2);
        if (base < 0 || base > Dot.MAX_COUNTER) {
            throw new MalformedBytesException("base " + base);
        }
        if (count == 0) {
            return upTo(base);
        }
        long[] ranges = new long[2 * count];
        long previous = base;
        for (int i = 0; i < ranges.length; i += 2) {
            long gap = in.readVarLong();
            long span = in.readVarLong();
            if (gap < 2 || span < 0 || previous > Dot.MAX_COUNTER - gap || previous + gap > Dot.MAX_COUNTER - span) {
                throw new MalformedBytesException("range that is empty, touches another or overflows");
            }
            ranges[i] = previous + gap;
            ranges[i + 1] = ranges[i] + span;
            previous = ranges[i + 1];
        }
        return new CounterSet(base, ranges);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof CounterSet o && base == o.base && Arrays.equals(ranges, o.ranges));
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(base) + Arrays.hashCode(ranges);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(base);
        for (int i = 0; i < ranges.length; i += 2) {
            text.append('+').append(ranges[i]);
            if (ranges[i + 1] > ranges[i]) {
                text.append("..").append(ranges[i + 1]);
            }
        }
        return text.toString();
    }

    /** Takes ranges in the order of their first counters and joins those that overlap or touch. */
    private static final class Builder {
        private long base;
        private long[] ranges;
        private int length;

        Builder(long base, int capacity) {
            this.base = base;
            this.ranges = new long[Math.max(2, capacity)];
        }

        void add(long first, long last) {
            if (length == 0 && first <= base + 1) {
                base = Math.max(base, last);
                return;
            }
            if (length > 0 && first <= ranges[length - 1] + 1) {
                ranges[length - 1] = Math.max(ranges[length - 1], last);
                return;
            }
            if (length == ranges.length) {
                ranges = Arrays.copyOf(ranges, 2 * ranges.length);
            }
            ranges[length++] = first;
            ranges[length++] = last;
        }

        CounterSet build() {
            return length == 0 ? upTo(base) : new CounterSet(base, Arrays.copyOf(ranges, length));
        }
    }
}
