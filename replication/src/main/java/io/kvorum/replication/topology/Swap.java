package io.kvorum.replication.topology;

import java.util.ArrayList;
import java.util.List;

/**
 * One slot goes from one node of a group to another.
 *
 * @param slot -1 if the edge leads into or out of the pool and no slot moves
 */
record Swap(int slot, int from, int to) {
    static Swap pool(int from, int to) {
        return new Swap(-1, from, to);
    }

    boolean isPool() {
        return slot < 0;
    }

    /**
     * Two swaps of one slot that both change zones may together break a quota that each alone keeps. Then the slot may also go straight
     * from where the first starts to where the second ends, and from where the second starts to where the first ends: the
     * cycle falls into two, which together cost the same. Of these it takes one that is negative, until no such pair is left.
     *
     * @param cycle of negative cost, each node once
     */
    static List<Swap> negativePart(List<Swap> cycle, SlotTable table) {
        List<Swap> swaps = cycle;
        for (int[] pair = conflict(swaps, table); pair.length > 0; pair = conflict(swaps, table)) {
            Swap first = swaps.get(pair[0]);
            Swap second = swaps.get(pair[1]);
            List<Swap> outer = new ArrayList<>(swaps.subList(0, pair[0]));
            outer.add(new Swap(first.slot, first.from, second.to));
            outer.addAll(swaps.subList(pair[1] + 1, swaps.size()));
            List<Swap> inner = new ArrayList<>(swaps.subList(pair[0] + 1, pair[1]));
            inner.add(new Swap(first.slot, second.from, first.to));
            swaps = cost(outer, table) < 0 ? outer : inner;
        }
        return swaps;
    }

    static int cost(List<Swap> swaps, SlotTable table) {
        int sum = 0;
        for (Swap swap : swaps) {
            sum += swap.isPool() ? 0 : table.swapCost(swap.slot, swap.from, swap.to);
        }
        return sum;
    }

    private static int[] conflict(List<Swap> swaps, SlotTable table) {
        for (int i = 0; i < swaps.size(); i++) {
            for (int j = i + 1; j < swaps.size(); j++) {
                Swap first = swaps.get(i);
                Swap second = swaps.get(j);
                if (first.slot == second.slot
                        && !first.isPool()
                        && table.crossesZones(first.from, first.to)
                        && table.crossesZones(second.from, second.to)) {
                    return new int[] {i, j};
                }
            }
        }
        return new int[0];
    }
}
