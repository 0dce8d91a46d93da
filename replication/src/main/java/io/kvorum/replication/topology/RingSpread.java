package io.kvorum.replication.topology;

/**
 * Mixes who shares slots with whom, so that the load of a failed node falls on all others alike. Two slots exchange one
 * owner each where that makes the pairs of nodes meet more evenly, breaks no quota and moves no more data. A local search
 * with a fixed number of tries: it improves, it does not promise an optimum.
 */
final class RingSpread {
    private static final int PASSES = 4;
    private static final int TRIES_PER_OWNER = 24;
    private static final long MOST_TRIES = 4_000_000;

    private final SlotTable table;
    private final RingGroup group;
    private final int[][] owners;
    /** Per pair of nodes the slots that they share. */
    private final int[][] shared;

    private RingSpread(SlotTable table) {
        this.table = table;
        this.group = table.group;
        this.owners = new int[group.slots][];
        this.shared = new int[group.size()][group.size()];
        for (int slot = 0; slot < group.slots; slot++) {
            owners[slot] = ownersOf(slot);
            for (int node : owners[slot]) {
                for (int other : owners[slot]) {
                    shared[node][other] += node == other ? 0 : 1;
                }
            }
        }
    }

    static void improve(SlotTable table) {
        RingGroup group = table.group;
        if (group.replicas < 2 || group.replicas >= group.size()) {
            return;
        }
        RingSpread spread = new RingSpread(table);
        long perPass = (long) group.slots * group.replicas * TRIES_PER_OWNER;
        for (int pass = 0; pass < PASSES && (pass + 1) * perPass <= Math.max(perPass, MOST_TRIES); pass++) {
            for (int slot = 0; slot < group.slots; slot++) {
                spread.tryExchanges(slot, pass);
            }
        }
    }

    private void tryExchanges(int slot, int pass) {
        for (int position = 0; position < group.replicas; position++) {
            for (int attempt = 0; attempt < TRIES_PER_OWNER; attempt++) {
                long salt = ((long) pass * TRIES_PER_OWNER + attempt) * group.replicas + position;
                int other = RingHash.below(group.slots, slot, salt);
                int otherPosition = RingHash.below(group.replicas, salt, slot);
                tryExchange(slot, position, other, otherPosition);
            }
        }
    }

    private void tryExchange(int slot, int position, int other, int otherPosition) {
        int mine = owners[slot][position];
        int theirs = owners[other][otherPosition];
        if (table.maySwap(slot, mine, theirs)
                && table.maySwap(other, theirs, mine)
                && table.swapCost(slot, mine, theirs) + table.swapCost(other, theirs, mine) == 0) {
            long before = unevenness(slot, other);
            exchange(slot, position, other, otherPosition);
            if (unevenness(slot, other) >= before) {
                exchange(slot, position, other, otherPosition);
            }
        }
    }

    /** The squares of how often those pairs meet that an exchange between the slots can change. */
    private long unevenness(int slot, int other) {
        long sum = 0;
        for (int node = 0; node < group.size(); node++) {
            sum += unevenness(slot, other, node);
        }
        return sum;
    }

    private long unevenness(int slot, int other, int node) {
        boolean concerned = table.owns(slot, node) || table.owns(other, node);
        long sum = 0;
        for (int peer = 0; concerned && peer < node; peer++) {
            if (table.owns(slot, peer) || table.owns(other, peer)) {
                sum += (long) shared[node][peer] * shared[node][peer];
            }
        }
        return sum;
    }

    private void exchange(int slot, int position, int other, int otherPosition) {
        int mine = owners[slot][position];
        int theirs = owners[other][otherPosition];
        replace(slot, position, theirs);
        replace(other, otherPosition, mine);
    }

    private void replace(int slot, int position, int by) {
        int node = owners[slot][position];
        for (int peer : owners[slot]) {
            if (peer != node) {
                meet(node, peer, -1);
                meet(by, peer, 1);
            }
        }
        owners[slot][position] = by;
        table.swap(slot, node, by);
    }

    private void meet(int node, int peer, int change) {
        shared[node][peer] += change;
        shared[peer][node] += change;
    }

    private int[] ownersOf(int slot) {
        int[] found = new int[group.replicas];
        int count = 0;
        for (int node = 0; node < group.size(); node++) {
            if (table.owns(slot, node)) {
                found[count++] = node;
            }
        }
        return found;
    }
}
