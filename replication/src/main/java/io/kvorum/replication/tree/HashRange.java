package io.kvorum.replication.tree;

import java.util.List;

/**
 * The key hashes that begin with certain bits: one node of the tree.
 *
 * @param start the lowest of them; its bits below {@code depth} are 0
 * @param depth how many leading bits they share, 0 (all hashes) to {@link #MAX_DEPTH}
 */
public record HashRange(long start, int depth) {
    /** Of one hash: keys that share it cannot be told apart by ranges. */
    public static final int MAX_DEPTH = Long.SIZE;

    public static final HashRange ALL = new HashRange(0, 0);

    public HashRange {
        if (depth < 0 || depth > MAX_DEPTH || (start & ~mask(depth)) != 0) {
            throw new IllegalArgumentException("no range of hashes: " + Long.toHexString(start) + " at depth " + depth);
        }
    }

    /** The bits that hashes at this depth share. */
    private static long mask(int depth) {
        return depth == 0 ? 0 : -1L << (Long.SIZE - depth);
    }

    public static HashRange around(long hash, int depth) {
        return new HashRange(hash & mask(depth), depth);
    }

    /** The highest of them. */
    public long last() {
        return start | ~mask(depth);
    }

    public boolean contains(long hash) {
        return (hash & mask(depth)) == start;
    }

    public boolean contains(HashRange other) {
        return other.depth >= depth && contains(other.start);
    }

    public boolean isSplittable() {
        return depth < MAX_DEPTH;
    }

    /** Its two halves, the lower one first. */
    public List<HashRange> halves() {
        long middle = 1L << (Long.SIZE - depth - 1);
        return List.of(new HashRange(start, depth + 1), new HashRange(start | middle, depth + 1));
    }

    /** The range of which this one is a half. */
    public HashRange parent() {
        return around(start, depth - 1);
    }

    /** The other half of its parent. */
    public HashRange sibling() {
        return new HashRange(start ^ (1L << (Long.SIZE - depth)), depth);
    }

    @Override
    public String toString() {
        return "%016x/%d".formatted(start, depth);
    }
}
