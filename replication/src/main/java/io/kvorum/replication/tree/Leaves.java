package io.kvorum.replication.tree;

import java.util.Arrays;

/**
 * The leaves of a tree in the order of their hashes; together they hold every hash once. In flat arrays, as a node has a leaf
 * for some hundred of its keys.
 */
final class Leaves {
    private long[] starts = new long[4];
    private byte[] depths = new byte[4];
    private long[] rows = new long[4];
    private long[] ones = new long[4];
    private long[] twos = new long[4];
    private long[] stored = new long[4];
    private int size = 1;

    int size() {
        return size;
    }

    HashRange range(int leaf) {
        return new HashRange(starts[leaf], depths[leaf]);
    }

    TreeSum sum(int leaf) {
        return new TreeSum(rows[leaf], ones[leaf], twos[leaf]);
    }

    Leaf leaf(int leaf) {
        return new Leaf(sum(leaf), stored[leaf]);
    }

    long stored(int leaf) {
        return stored[leaf];
    }

    void set(int leaf, Leaf value) {
        rows[leaf] = value.sum().rows();
        ones[leaf] = value.sum().one();
        twos[leaf] = value.sum().two();
        stored[leaf] = value.stored();
    }

    void add(int leaf, Leaf change) {
        set(leaf, leaf(leaf).plus(change));
    }

    /** The leaf that holds this hash. */
    int find(long hash) {
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (Long.compareUnsigned(starts[middle], hash) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The sum of the leaves that lie in the range, which no leaf goes beyond. */
    TreeSum sum(HashRange range) {
        TreeSum sum = TreeSum.ZERO;
        for (int leaf = find(range.start()); leaf < size && range.contains(starts[leaf]); leaf++) {
            sum = sum.plus(sum(leaf));
        }
        return sum;
    }

    /** Two halves take the place of a leaf. */
    void split(int leaf, Leaf lower, Leaf upper) {
        HashRange half = range(leaf).halves().get(1);
        makeRoom(leaf + 1);
        starts[leaf + 1] = half.start();
        depths[leaf + 1] = (byte) half.depth();
        depths[leaf]++;
        set(leaf, lower);
        set(leaf + 1, upper);
    }

    /** Is the leaf the lower half of a range whose upper half is a leaf, too? */
    boolean isLowerOfTwo(int leaf) {
        return depths[leaf] > 0
                && leaf + 1 < size
                && depths[leaf + 1] == depths[leaf]
                && range(leaf).sibling().start() == starts[leaf + 1]
                && Long.compareUnsigned(starts[leaf], starts[leaf + 1]) < 0;
    }

    /** One leaf takes the place of two halves, of which this is the lower one. */
    void join(int leaf) {
        add(leaf, leaf(leaf + 1));
        depths[leaf]--;
        System.arraycopy(starts, leaf + 2, starts, leaf + 1, size - leaf - 2);
        System.arraycopy(depths, leaf + 2, depths, leaf + 1, size - leaf - 2);
        System.arraycopy(rows, leaf + 2, rows, leaf + 1, size - leaf - 2);
        System.arraycopy(ones, leaf + 2, ones, leaf + 1, size - leaf - 2);
        System.arraycopy(twos, leaf + 2, twos, leaf + 1, size - leaf - 2);
        System.arraycopy(stored, leaf + 2, stored, leaf + 1, size - leaf - 2);
        size--;
    }

    /** Appends a stored leaf. @return whether it begins where the last one ends */
    boolean append(HashRange range, Leaf leaf, boolean isFirst) {
        if (isFirst) {
            size = 0;
        }
        long expected = isFirst ? 0 : range(size - 1).last() + 1;
        makeRoom(size);
        starts[size - 1] = range.start();
        depths[size - 1] = (byte) range.depth();
        set(size - 1, leaf);
        return range.start() == expected;
    }

    /** Does the last one end with the highest hash? */
    boolean isComplete() {
        return range(size - 1).last() == -1L;
    }

    private void makeRoom(int at) {
        if (size == starts.length) {
            int more = size * 2;
            starts = Arrays.copyOf(starts, more);
            depths = Arrays.copyOf(depths, more);
            rows = Arrays.copyOf(rows, more);
            ones = Arrays.copyOf(ones, more);
            twos = Arrays.copyOf(twos, more);
            stored = Arrays.copyOf(stored, more);
        }
        System.arraycopy(starts, at, starts, at + 1, size - at);
        System.arraycopy(depths, at, depths, at + 1, size - at);
        System.arraycopy(rows, at, rows, at + 1, size - at);
        System.arraycopy(ones, at, ones, at + 1, size - at);
        System.arraycopy(twos, at, twos, at + 1, size - at);
        System.arraycopy(stored, at, stored, at + 1, size - at);
        size++;
    }
}
