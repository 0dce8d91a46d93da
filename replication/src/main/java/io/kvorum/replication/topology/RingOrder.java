package io.kvorum.replication.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts the owners of each slot in order of preference. Who stays keeps its place; newcomers take the places of those that
 * left, then the last ones, in the order of a hash. Then firsts are handed along paths from nodes that are first often to nodes that are first at least
 * two times less, until no such path is left: no other choice of firsts is more even.
 */
final class RingOrder {
    private static final int NONE = -1;

    private final List<List<Integer>> slots;
    private final List<Integer> numbers;
    /** Per node the slots where it is first. */
    private final List<SortedSet<Integer>> slotsByFirst = new ArrayList<>();

    private final int[] parent;
    private final int[] parentSlot;

    private RingOrder(List<List<Integer>> slots) {
        this.slots = slots;
        TreeSet<Integer> all = new TreeSet<>();
        slots.forEach(all::addAll);
        this.numbers = List.copyOf(all);
        this.parent = new int[numbers.size()];
        this.parentSlot = new int[numbers.size()];
        numbers.forEach(number -> slotsByFirst.add(new TreeSet<>()));
    }

    static List<List<Integer>> order(List<SortedSet<Integer>> owners, Optional<PlacementRing> previous) {
        List<List<Integer>> slots = new ArrayList<>();
        for (int slot = 0; slot < owners.size(); slot++) {
            List<Integer> before =
                    previous.isPresent() ? previous.get().replicas().get(slot) : List.of();
            slots.add(ordered(slot, owners.get(slot), before));
        }
        new RingOrder(slots).balanceFirsts();
        return slots;
    }

    private static List<Integer> ordered(int slot, SortedSet<Integer> owners, List<Integer> before) {
        Deque<Integer> newcomers = new ArrayDeque<>(owners.stream()
                .filter(node -> !before.contains(node))
                .sorted(Comparator.comparingLong(node -> RingHash.of(slot, node)))
                .toList());
        List<Integer> order = new ArrayList<>(before);
        order.replaceAll(node -> owners.contains(node) || newcomers.isEmpty() ? node : newcomers.remove());
        order.retainAll(owners);
        order.addAll(newcomers);
        return order;
    }

    private void balanceFirsts() {
        TreeMap<Integer, Integer> position = new TreeMap<>();
        for (int node = 0; node < numbers.size(); node++) {
            position.put(numbers.get(node), node);
        }
        int[][] members = new int[slots.size()][];
        for (int slot = 0; slot < members.length; slot++) {
            members[slot] = slots.get(slot).stream().mapToInt(position::get).toArray();
            slotsByFirst.get(members[slot][0]).add(slot);
        }
        boolean improved = true;
        while (improved) {
            improved = false;
            for (int node = 0; node < numbers.size(); node++) {
                while (handOn(node, members)) {
                    improved = true;
                }
            }
        }
    }

    /** Breadth first from the node over the slots where it is first to their other owners, and on. */
    private boolean handOn(int node, int[][] members) {
        Arrays.fill(parent, NONE);
        Deque<Integer> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            int from = open.remove();
            for (int slot : slotsByFirst.get(from)) {
                for (int to : members[slot]) {
                    if (to != node && to != from && parent[to] == NONE) {
                        parent[to] = from;
                        parentSlot[to] = slot;
                        open.add(to);
                        if (slotsByFirst.get(to).size()
                                <= slotsByFirst.get(node).size() - 2) {
                            handAlong(node, to, members);
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    private void handAlong(int source, int target, int[][] members) {
        for (int to = target; to != source; to = parent[to]) {
            int slot = parentSlot[to];
            int[] owners = members[slot];
            int place = 0;
            while (owners[place] != to) {
                place++;
            }
            slotsByFirst.get(owners[0]).remove(slot);
            slotsByFirst.get(to).add(slot);
            owners[place] = owners[0];
            owners[0] = to;
            Collections.swap(slots.get(slot), 0, place);
        }
    }
}
