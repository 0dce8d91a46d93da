package io.kvorum.crdt.clock;

/**
 * The author of dots: a node number in the upper 16 bits and a random incarnation in the lower 48. A node takes a new
 * incarnation with a new, restored or copied data directory, so that no dot is ever minted twice.
 *
 * @param id the 64 bits; ordered as an unsigned number
 */
public record Actor(long id) implements Comparable<Actor> {
    public static final int MAX_NODE_NUMBER = 0xFFFF;
    private static final long INCARNATION_MASK = (1L << 48) - 1;

    /** @param nodeNumber 0 to 65,535; @param incarnation only its lower 48 bits count */
    public static Actor of(int nodeNumber, long incarnation) {
        if (nodeNumber < 0 || nodeNumber > MAX_NODE_NUMBER) {
            throw new IllegalArgumentException("node number out of range: " + nodeNumber);
        }
        return new Actor(((long) nodeNumber << 48) | (incarnation & INCARNATION_MASK));
    }

    public int nodeNumber() {
        return (int) (id >>> 48);
    }

    public long incarnation() {
        return id & INCARNATION_MASK;
    }

    @Override
    public int compareTo(Actor other) {
        return Long.compareUnsigned(id, other.id);
    }

    @Override
    public String toString() {
        return "n" + nodeNumber() + "." + Long.toHexString(incarnation());
    }
}
