package io.kvorum.replication.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/**
 * The fewest (slot, node) pairs that any ring must move, found by a plain minimum-cost flow over the whole graph: source,
 * slots, zones of slots, nodes, sink. Slow and simple; it shares nothing with the code under test but the nodes' shares and the zones' quotas.
 */
final class MovementOracle {
    /** Above all movement costs: what must flow flows first. */
    private static final int MUST = 1_000_000;

    private record Arc(int from, int to, int cost, int[] capacity) {}

    private final List<Arc> arcs = new ArrayList<>();
    private final int vertices;
    private long mustFlow;

    private MovementOracle(int vertices) {
        this.vertices = vertices;
    }

    static int leastMoves(RingGroup group, List<NodeInfo> members, PlacementRing previous) {
        TreeMap<Zone, List<Integer>> zones = new TreeMap<>();
        for (int node = 0; node < members.size(); node++) {
            zones.computeIfAbsent(Zone.of(members.get(node)), zone -> new ArrayList<>())
                    .add(node);
        }
        int firstZone = 2 + group.slots;
        int firstNode = firstZone + group.slots * zones.size();
        MovementOracle oracle = new MovementOracle(firstNode + members.size());
        int zone = firstZone;
        for (int slot = 0; slot < group.slots; slot++) {
            oracle.arc(0, 2 + slot, 0, group.replicas, 0);
            for (List<Integer> inZone : zones.values()) {
                int quota = group.zoneOf[inZone.get(0)];
                oracle.arc(2 + slot, zone, group.zoneLeast[quota], group.zoneMost[quota], 0);
                for (int node : inZone) {
                    boolean stays = previous.replicas()
                            .get(slot)
                            .contains(members.get(node).number());
                    oracle.arc(zone, firstNode + node, 0, 1, stays ? 0 : 1);
                }
                zone++;
            }
        }
        for (int node = 0; node < members.size(); node++) {
            oracle.arc(firstNode + node, 1, group.loadLeast[node], group.loadMost[node], 0);
        }
        return oracle.solve(group.slots * group.replicas);
    }

    private void arc(int from, int to, int least, int most, int cost) {
        if (least > 0) {
            addArc(from, to, least, cost - MUST);
            mustFlow += least;
        }
        addArc(from, to, most - least, cost);
    }

    private void addArc(int from, int to, int capacity, int cost) {
        arcs.add(new Arc(from, to, cost, new int[] {capacity}));
        arcs.add(new Arc(to, from, -cost, new int[] {0}));
    }

    private int solve(int flow) {
        List<List<Integer>> leaving = new ArrayList<>();
        for (int vertex = 0; vertex < vertices; vertex++) {
            leaving.add(new ArrayList<>());
        }
        for (int arc = 0; arc < arcs.size(); arc++) {
            leaving.get(arcs.get(arc).from).add(arc);
        }
        long cost = 0;
        for (int unit = 0; unit < flow; unit++) {
            cost += augment(leaving);
        }
        long moves = cost + mustFlow * MUST;
        if (moves < 0 || moves > flow) {
            throw new AssertionError("the shares cannot be met");
        }
        return (int) moves;
    }

    private long augment(List<List<Integer>> leaving) {
        long[] distance = new long[vertices];
        Arrays.fill(distance, Long.MAX_VALUE / 2);
        int[] by = new int[vertices];
        boolean[] queued = new boolean[vertices];
        distance[0] = 0;
        Deque<Integer> open = new ArrayDeque<>(List.of(0));
        while (!open.isEmpty()) {
            int from = open.remove();
            queued[from] = false;
            for (int index : leaving.get(from)) {
                Arc arc = arcs.get(index);
                if (arc.capacity[0] > 0 && distance[from] + arc.cost < distance[arc.to]) {
                    distance[arc.to] = distance[from] + arc.cost;
                    by[arc.to] = index;
                    if (!queued[arc.to]) {
                        queued[arc.to] = true;
                        open.add(arc.to);
                    }
                }
            }
        }
        if (distance[1] >= Long.MAX_VALUE / 4) {
            throw new AssertionError("no flow");
        }
        for (int vertex = 1; vertex != 0; vertex = arcs.get(by[vertex]).from) {
            arcs.get(by[vertex]).capacity[0]--;
            arcs.get(by[vertex] ^ 1).capacity[0]++;
        }
        return distance[1];
    }
}
