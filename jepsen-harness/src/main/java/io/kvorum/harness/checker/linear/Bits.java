package io.kvorum.harness.checker.linear;

import java.util.Arrays;

/**
 * An immutable set of small numbers that shares most of itself with the set that it was made from. Two are equal if their sizes
 * and their 128-bit sums are: a false match has a chance of some 2⁻¹²⁸.
 */
final class Bits {
    static final Bits NONE = new Bits(new long[0][], 0, 0, 0, -1);

    private static final int BLOCK_SHIFT = 10;
    private static final int BLOCK_WORDS = 1 << (BLOCK_SHIFT - 6);

    private final long[][] blocks;
    private final int size;
    private final long highSum;
    private final long lowSum;
    private final int lastAdded;

    private Bits(long[][] blocks, int size, long highSum, long lowSum, int lastAdded) {
        this.blocks = blocks;
        this.size = size;
        this.highSum = highSum;
        this.lowSum = lowSum;
        this.lastAdded = lastAdded;
    }

    int size() {
        return size;
    }

    /** The element whose adding made it; -1 if none did. */
    int lastAdded() {
        return lastAdded;
    }

    boolean contains(int number) {
        int block = number >> BLOCK_SHIFT;
        return block < blocks.length && (blocks[block][word(number)] & (1L << number)) != 0;
    }

    Bits with(int number) {
        return contains(number) ? this : flipped(number, size + 1, number);
    }

    Bits without(int number) {
        return contains(number) ? flipped(number, size - 1, -1) : this;
    }

    private Bits flipped(int number, int newSize, int added) {
        int block = number >> BLOCK_SHIFT;
        int before = blocks.length;
        long[][] copy = Arrays.copyOf(blocks, Math.max(before, block + 1));
        for (int i = before; i < copy.length; i++) {
            copy[i] = new long[BLOCK_WORDS];
        }
        copy[block] = copy[block].clone();
        copy[block][word(number)] ^= 1L << number;
        return new Bits(copy, newSize, highSum ^ Mixing.high(number), lowSum ^ Mixing.low(number), added);
    }

    private static int word(int number) {
        return (number >> 6) & (BLOCK_WORDS - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bits bits && bits.size == size && bits.highSum == highSum && bits.lowSum == lowSum;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(lowSum);
    }
}
