package io.kvorum.replication.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Decides which nodes own which slots. A pure function of its arguments: every node that computes it gets the same ring.
 *
 * <p>Every slot has distinct owners, as many per region as the placement says, in distinct zones while there are enough. Every
 * node owns its fair share of slots, rounded down or up, where the zones allow it, and is first in preference equally
 * often, give or take one. Among all such rings it takes one that is nearest to the previous ring: the fewest
 * (slot, node) pairs are new. See docs/decisions/0010-ring.md.
 */
public final class Rings {
    private Rings() {}

    /** Why these nodes cannot carry the placement; empty if they can. */
    public static Optional<String> problem(List<NodeInfo> nodes, Placement placement) {
        if (placement.perRegion().isEmpty()) {
            return placement.replicas() <= nodes.size()
                    ? Optional.empty()
                    : Optional.of("placement " + placement + " needs " + nodes(placement.replicas())
                            + ", the cluster has " + nodes.size());
        }
        for (Map.Entry<String, Integer> region : placement.perRegion().entrySet()) {
            int there = inRegion(nodes, region.getKey()).size();
            if (region.getValue() > there) {
                return Optional.of("placement " + placement + " needs " + nodes(region.getValue()) + " in region "
                        + region.getKey() + ", the cluster has " + there);
            }
        }
        return Optional.empty();
    }

    /**
     * Assigns the slots.
     *
     * @param previous the ring to stay near to, of as many slots; its nodes need not exist any more
     * @throws IllegalArgumentException if the nodes cannot carry the placement, or the previous ring has other slots
     */
    public static PlacementRing assign(
            List<NodeInfo> nodes, Placement placement, int slots, Optional<PlacementRing> previous, int index) {
        problem(nodes, placement).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        if (previous.isPresent() && previous.get().replicas().size() != slots) {
            throw new IllegalArgumentException("the previous ring has another number of slots");
        }
        List<SortedSet<Integer>> owners = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            owners.add(new TreeSet<>());
        }
        if (placement.perRegion().isEmpty()) {
            assignGroup(new RingGroup(nodes, placement.replicas(), slots), previous, owners);
        }
        placement
                .perRegion()
                .forEach((region, replicas) ->
                        assignGroup(new RingGroup(inRegion(nodes, region), replicas, slots), previous, owners));
        return new PlacementRing(index, placement, RingOrder.order(owners, previous));
    }

    private static void assignGroup(
            RingGroup group, Optional<PlacementRing> previous, List<SortedSet<Integer>> owners) {
        SlotTable table = new SlotTable(group);
        for (int slot = 0; slot < group.slots && previous.isPresent(); slot++) {
            List<Integer> before = previous.get().replicas().get(slot);
            for (int node = 0; node < group.size(); node++) {
                if (before.contains(group.numbers[node])) {
                    table.addPrevious(slot, node);
                }
            }
        }
        RingStart.complete(table);
        RingFlow.balance(table);
        RingSpread.improve(table);
        for (int slot = 0; slot < group.slots; slot++) {
            for (int node = 0; node < group.size(); node++) {
                if (table.owns(slot, node)) {
                    owners.get(slot).add(group.numbers[node]);
                }
            }
        }
    }

    /**
     * All nodes in the order in which they are asked for a slot: its owners, then the fallbacks: those of the placement's regions
     * first, of them those in zones that hold no owner, and within that in an order that differs from slot to slot.
     */
    static List<Integer> preferenceList(List<NodeInfo> nodes, PlacementRing ring, int slot) {
        List<Integer> owners = ring.replicas().get(slot);
        TreeSet<Zone> used = new TreeSet<>();
        nodes.stream()
                .filter(node -> owners.contains(node.number()))
                .map(Zone::of)
                .forEach(used::add);
        List<Integer> list = new ArrayList<>(owners);
        nodes.stream()
                .filter(node -> !owners.contains(node.number()))
                .sorted(Comparator.comparing((NodeInfo node) -> !allows(ring.placement(), node.region()))
                        .thenComparing(node -> used.contains(Zone.of(node)))
                        .thenComparingLong(node -> RingHash.of(slot, node.number())))
                .forEach(node -> list.add(node.number()));
        return List.copyOf(list);
    }

    private static boolean allows(Placement placement, String region) {
        return placement.perRegion().isEmpty() || placement.perRegion().containsKey(region);
    }

    private static List<NodeInfo> inRegion(List<NodeInfo> nodes, String region) {
        return nodes.stream().filter(node -> node.region().equals(region)).toList();
    }

    private static String nodes(int count) {
        return count == 1 ? "1 node" : count + " nodes";
    }
}
