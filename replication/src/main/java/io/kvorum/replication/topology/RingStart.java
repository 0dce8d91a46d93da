package io.kvorum.replication.topology;

/**
 * A first assignment that keeps every zone quota: of what was there before as much as the quotas allow, the gaps filled
 * with the nodes that lack most. It need be neither balanced nor the nearest to the previous one; {@link RingFlow} makes
 * it so.
 */
final class RingStart {
    private final SlotTable table;
    private final RingGroup group;
    /** Per pair of nodes the slots that they share. */
    private final int[][] shared;

    private RingStart(SlotTable table) {
        this.table = table;
        this.group = table.group;
        this.shared = new int[group.size()][group.size()];
    }

    static void complete(SlotTable table) {
        RingStart start = new RingStart(table);
        for (int slot = 0; slot < table.group.slots; slot++) {
            start.dropExcess(slot);
        }
        for (int slot = 0; slot < table.group.slots; slot++) {
            start.fill(slot);
        }
    }

    private void dropExcess(int slot) {
        for (int victim = excess(slot); victim >= 0; victim = excess(slot)) {
            table.remove(slot, victim);
        }
    }

    /** The most loaded owner in a zone that has too many here, or -1. */
    private int excess(int slot) {
        boolean tooManyExtras = extras(slot) > group.extras;
        int worst = -1;
        for (int node = 0; node < group.size(); node++) {
            int zone = group.zoneOf[node];
            int count = table.inZone(slot, zone);
            boolean over = count > group.zoneMost[zone] || (tooManyExtras && count > group.zoneLeast[zone]);
            if (over && table.owns(slot, node) && (worst < 0 || isFuller(slot, node, worst))) {
                worst = node;
            }
        }
        return worst;
    }

    private boolean isFuller(int slot, int node, int than) {
        int difference = room(than) - room(node);
        return difference > 0 || (difference == 0 && hash(slot, node) > hash(slot, than));
    }

    private void fill(int slot) {
        int count = 0;
        for (int zone = 0; zone < group.zones; zone++) {
            count += table.inZone(slot, zone);
        }
        for (; count < group.replicas; count++) {
            table.add(slot, neediest(slot));
        }
        for (int node = 0; node < group.size(); node++) {
            for (int other = 0; other < group.size(); other++) {
                if (table.owns(slot, node) && table.owns(slot, other)) {
                    shared[node][other]++;
                }
            }
        }
    }

    private int neediest(int slot) {
        boolean extraLeft = extras(slot) < group.extras;
        int best = -1;
        for (int node = 0; node < group.size(); node++) {
            int zone = group.zoneOf[node];
            int count = table.inZone(slot, zone);
            boolean fits = count < group.zoneLeast[zone] || (extraLeft && count < group.zoneMost[zone]);
            if (fits && !table.owns(slot, node) && (best < 0 || isNeedier(slot, node, best))) {
                best = node;
            }
        }
        if (best < 0) {
            throw new IllegalStateException("no node fits slot " + slot);
        }
        return best;
    }

    private boolean isNeedier(int slot, int node, int than) {
        int difference = room(node) - room(than);
        if (difference == 0) {
            difference = sharedWithOwners(slot, than) - sharedWithOwners(slot, node);
        }
        return difference > 0 || (difference == 0 && hash(slot, node) > hash(slot, than));
    }

    private int sharedWithOwners(int slot, int node) {
        int sum = 0;
        for (int owner = 0; owner < group.size(); owner++) {
            sum += table.owns(slot, owner) ? shared[node][owner] : 0;
        }
        return sum;
    }

    private int extras(int slot) {
        int extras = 0;
        for (int zone = 0; zone < group.zones; zone++) {
            extras += table.inZone(slot, zone) > group.zoneLeast[zone] ? 1 : 0;
        }
        return extras;
    }

    private int room(int node) {
        return group.loadMost[node] - table.load(node);
    }

    private long hash(int slot, int node) {
        return RingHash.of(slot, group.numbers[node]);
    }
}
