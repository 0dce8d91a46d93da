package io.kvorum.harness.live.proxy;

/**
 * One direction between two nodes: what {@code from} sends to {@code to}.
 *
 * @param from node number
 * @param to node number
 */
public record Link(int from, int to) {
    public Link {
        if (from == to) {
            throw new IllegalArgumentException("node " + from + " has no link to itself");
        }
    }

    public Link reversed() {
        return new Link(to, from);
    }

    @Override
    public String toString() {
        return from + ">" + to;
    }
}
