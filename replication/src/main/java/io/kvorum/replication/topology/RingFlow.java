package io.kvorum.replication.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Balances an assignment with the least data moved: a minimum-cost flow, solved on the graph of the nodes.
 *
 * <p>An edge from node a to node b stands for the slots that a may hand to b under the zone quotas; it costs what that
 * adds to the data that moves (-1 if it undoes a move). One more vertex, the pool, stands for the room that a node's share
 * leaves by being rounded: an edge into it from each node that may own one slot more, out of it to each that may own one less.
 * First, slots are moved along cheapest paths from nodes above their share to nodes with room, and to nodes below their
 * share; before and after that, cycles of negative cost are cancelled. When none is left, no assignment within the same shares and
 * quotas is nearer to the previous one (Klein 1967).
 */
final class RingFlow {
    private static final int NONE = -1;
    private static final int FAR = Integer.MAX_VALUE / 2;

    private final SlotTable table;
    private final RingGroup group;
    private final int pool;
    /** By cost + 1, from, to: how many slots may be swapped so. */
    private final int[][][] swaps;

    private final int[] distance;
    private final int[] parent;
    private long picks;

    private RingFlow(SlotTable table) {
        this.table = table;
        this.group = table.group;
        this.pool = group.size();
        this.swaps = new int[3][pool][pool];
        this.distance = new int[pool + 1];
        this.parent = new int[pool + 1];
        for (int slot = 0; slot < group.slots; slot++) {
            count(slot, 1);
        }
    }

    static void balance(SlotTable table) {
        RingFlow flow = new RingFlow(table);
        flow.cancelNegativeCycles(false);
        flow.relieveTheFull();
        flow.feedTheStarved();
        flow.cancelNegativeCycles(true);
    }

    private void relieveTheFull() {
        for (int full = anyAbove(); full != NONE; full = anyAbove()) {
            Arrays.fill(distance, FAR);
            distance[full] = 0;
            relax(false);
            int target = NONE;
            for (int node = 0; node < pool; node++) {
                if (table.load(node) < group.loadMost[node] && (target == NONE || distance[node] < distance[target])) {
                    target = node;
                }
            }
            apply(path(target));
        }
    }

    private void feedTheStarved() {
        for (int starved = anyBelow(); starved != NONE; starved = anyBelow()) {
            for (int node = 0; node < pool; node++) {
                distance[node] = table.load(node) > group.loadLeast[node] ? 0 : FAR;
            }
            distance[pool] = FAR;
            relax(false);
            apply(path(starved));
        }
    }

    private void cancelNegativeCycles(boolean withPool) {
        while (true) {
            Arrays.fill(distance, 0);
            int onCycle = relax(withPool);
            if (onCycle == NONE) {
                return;
            }
            apply(Swap.negativePart(cycle(onCycle), table));
        }
    }

    private int anyAbove() {
        for (int node = 0; node < pool; node++) {
            if (table.load(node) > group.loadMost[node]) {
                return node;
            }
        }
        return NONE;
    }

    private int anyBelow() {
        for (int node = 0; node < pool; node++) {
            if (table.load(node) < group.loadLeast[node]) {
                return node;
            }
        }
        return NONE;
    }

    /** Bellman and Ford; a vertex whose distance still falls in the last round lies behind a negative cycle. */
    private int relax(boolean withPool) {
        Arrays.fill(parent, NONE);
        int changed = pool;
        for (int round = 0; round <= pool && changed != NONE; round++) {
            changed = NONE;
            int[] before = distance.clone();
            for (int from = 0; from <= pool; from++) {
                for (int to = 0; to <= pool && before[from] < FAR; to++) {
                    int cost = withPool || (from < pool && to < pool) ? cost(from, to) : FAR;
                    if (cost < FAR && before[from] + cost < distance[to]) {
                        distance[to] = before[from] + cost;
                        parent[to] = from;
                        changed = to;
                    }
                }
            }
        }
        return changed;
    }

    private int cost(int from, int to) {
        if (from == to) {
            return FAR;
        }
        if (from == pool) {
            return table.load(to) > group.loadLeast[to] ? 0 : FAR;
        }
        if (to == pool) {
            return table.load(from) < group.loadMost[from] ? 0 : FAR;
        }
        for (int cost = -1; cost <= 1; cost++) {
            if (swaps[cost + 1][from][to] > 0) {
                return cost;
            }
        }
        return FAR;
    }

    /** Without negative cycles the path that has the fewest edges among the cheapest never uses a slot twice across zones. */
    private List<Swap> path(int target) {
        if (target == NONE || distance[target] >= FAR) {
            throw new IllegalStateException("the shares cannot be met");
        }
        List<Swap> found = new ArrayList<>();
        for (int to = target; parent[to] != NONE; to = parent[to]) {
            found.add(0, pick(parent[to], to));
        }
        return found;
    }

    private List<Swap> cycle(int behind) {
        int start = behind;
        for (int step = 0; step <= pool; step++) {
            start = parent[start];
        }
        List<Swap> found = new ArrayList<>();
        int to = start;
        do {
            if (to != pool && parent[to] != pool) {
                found.add(0, pick(parent[to], to));
            } else {
                found.add(0, Swap.pool(parent[to], to));
            }
            to = parent[to];
        } while (to != start);
        return found;
    }

    /** A slot that makes the edge as cheap as it is; the search starts anywhere, so that choices spread over the slots. */
    private Swap pick(int from, int to) {
        int cost = cost(from, to);
        int offset = RingHash.below(group.slots, picks++, RingHash.of(group.numbers[from], group.numbers[to]));
        for (int i = 0; i < group.slots; i++) {
            int slot = (offset + i) % group.slots;
            if (table.maySwap(slot, from, to) && table.swapCost(slot, from, to) == cost) {
                return new Swap(slot, from, to);
            }
        }
        throw new IllegalStateException("no slot for a swap that was counted");
    }

    private void apply(List<Swap> chosen) {
        for (Swap swap : chosen) {
            if (!swap.isPool()) {
                if (!table.maySwap(swap.slot(), swap.from(), swap.to())) {
                    throw new IllegalStateException("a swap became impossible: " + swap);
                }
                count(swap.slot(), -1);
                table.swap(swap.slot(), swap.from(), swap.to());
                count(swap.slot(), 1);
            }
        }
    }

    private void count(int slot, int change) {
        for (int from = 0; from < pool; from++) {
            for (int to = 0; to < pool && table.owns(slot, from); to++) {
                if (table.maySwap(slot, from, to)) {
                    swaps[table.swapCost(slot, from, to) + 1][from][to] += change;
                }
            }
        }
    }
}
