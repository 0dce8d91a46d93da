package io.kvorum.replication.topology;

/**
 * Which nodes of a group own which slots, while it is being worked out, beside who owned them before. Nodes are positions
 * in the group, not numbers.
 */
final class SlotTable {
    final RingGroup group;
    private final boolean[][] owns;
    private final boolean[][] owned;
    private final int[][] inZone;
    private final int[] load;

    SlotTable(RingGroup group) {
        this.group = group;
        this.owns = new boolean[group.slots][group.size()];
        this.owned = new boolean[group.slots][group.size()];
        this.inZone = new int[group.slots][group.zones];
        this.load = new int[group.size()];
    }

    boolean owns(int slot, int node) {
        return owns[slot][node];
    }

    int load(int node) {
        return load[node];
    }

    int inZone(int slot, int zone) {
        return inZone[slot][zone];
    }

    /** Says that the node owned the slot before; it still does until it is removed. */
    void addPrevious(int slot, int node) {
        owned[slot][node] = true;
        add(slot, node);
    }

    void add(int slot, int node) {
        owns[slot][node] = true;
        inZone[slot][group.zoneOf[node]]++;
        load[node]++;
    }

    void remove(int slot, int node) {
        owns[slot][node] = false;
        inZone[slot][group.zoneOf[node]]--;
        load[node]--;
    }

    /** May {@code from} hand the slot to {@code to} without breaking a zone's quota? */
    boolean maySwap(int slot, int from, int to) {
        return owns[slot][from] && !owns[slot][to] && zonesAllow(slot, from, to);
    }

    private boolean zonesAllow(int slot, int from, int to) {
        int left = group.zoneOf[from];
        int entered = group.zoneOf[to];
        return left == entered
                || (inZone[slot][left] > group.zoneLeast[left] && inZone[slot][entered] < group.zoneMost[entered]);
    }

    boolean crossesZones(int from, int to) {
        return group.zoneOf[from] != group.zoneOf[to];
    }

    /** What the swap adds to the data that must move: -1, 0 or 1 copies of the slot. */
    int swapCost(int slot, int from, int to) {
        return (owned[slot][to] ? 0 : 1) - (owned[slot][from] ? 0 : 1);
    }

    void swap(int slot, int from, int to) {
        remove(slot, from);
        add(slot, to);
    }
}
