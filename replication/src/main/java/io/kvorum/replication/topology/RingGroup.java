package io.kvorum.replication.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The nodes among which a placement chooses some replicas of every slot (all nodes, or those of one region), and what
 * each choice must keep: per zone how many replicas of one slot, per node how many slots in all.
 *
 * <p>With {@code c} the smallest number such that taking at most {@code c} replicas per zone is enough, every slot takes
 * at least {@code c - 1} and at most {@code c} from each zone (or all nodes of a zone that has fewer). With enough zones
 * that is: at most one per zone.
 */
final class RingGroup {
    final int replicas;
    final int slots;
    final int[] numbers;
    final int[] zoneOf;
    final int zones;
    /** Per zone, the least and the most replicas of one slot. */
    final int[] zoneLeast;

    final int[] zoneMost;
    /** Per node, the least and the most slots: its fair share, rounded down and up. */
    final int[] loadLeast;

    final int[] loadMost;
    /** How many zones of a slot hold one more than their least. */
    final int extras;

    private final int[] zoneSize;

    RingGroup(List<NodeInfo> members, int replicas, int slots) {
        List<NodeInfo> sorted = members.stream()
                .sorted(Comparator.comparingInt(NodeInfo::number))
                .toList();
        this.replicas = replicas;
        this.slots = slots;
        this.numbers = sorted.stream().mapToInt(NodeInfo::number).toArray();
        List<Zone> names = new ArrayList<>(
                sorted.stream().map(Zone::of).distinct().sorted().toList());
        this.zones = names.size();
        this.zoneOf =
                sorted.stream().mapToInt(node -> names.indexOf(Zone.of(node))).toArray();
        this.zoneSize = new int[zones];
        for (int zone : zoneOf) {
            zoneSize[zone]++;
        }
        this.zoneLeast = new int[zones];
        this.zoneMost = new int[zones];
        this.loadLeast = new int[numbers.length];
        this.loadMost = new int[numbers.length];
        zoneQuotas();
        fairShares();
        this.extras = replicas - Arrays.stream(zoneLeast).sum();
    }

    int size() {
        return numbers.length;
    }

    private void zoneQuotas() {
        int most = 1;
        while (capacity(most) < replicas) {
            most++;
        }
        for (int zone = 0; zone < zones; zone++) {
            zoneLeast[zone] = Math.min(zoneSize[zone], most - 1);
            zoneMost[zone] = Math.min(zoneSize[zone], most);
        }
    }

    private int capacity(int mostPerZone) {
        int sum = 0;
        for (int size : zoneSize) {
            sum += Math.min(size, mostPerZone);
        }
        return sum;
    }

    /**
     * All nodes get the same share, except those of a zone whose quota holds it above or below. Which zones that are is
     * found by fixing, round by round, the zones on the side (above or below) that is off by more in all. A zone that is
     * held so gives all it may, or as little as it may, in every slot: that becomes its quota.
     */
    private void fairShares() {
        boolean[] fixed = new boolean[zones];
        long[] total = new long[zones];
        while (true) {
            long slotsLeft = (long) slots * replicas;
            long nodesLeft = 0;
            for (int zone = 0; zone < zones; zone++) {
                slotsLeft -= fixed[zone] ? total[zone] : 0;
                nodesLeft += fixed[zone] ? 0 : zoneSize[zone];
            }
            if (nodesLeft == 0 || !fixOneSide(fixed, total, slotsLeft, nodesLeft)) {
                setShares(fixed, total, slotsLeft, nodesLeft);
                return;
            }
        }
    }

    private boolean fixOneSide(boolean[] fixed, long[] total, long slotsLeft, long nodesLeft) {
        long above = 0;
        long below = 0;
        for (int zone = 0; zone < zones; zone++) {
            if (!fixed[zone]) {
                long share = slotsLeft * zoneSize[zone];
                above += Math.max(0, share - nodesLeft * slots * zoneMost[zone]);
                below += Math.max(0, nodesLeft * slots * zoneLeast[zone] - share);
            }
        }
        if (above == 0 && below == 0) {
            return false;
        }
        for (int zone = 0; zone < zones; zone++) {
            if (!fixed[zone]) {
                long bound = (long) slots * (above >= below ? zoneMost[zone] : zoneLeast[zone]);
                long excess = slotsLeft * zoneSize[zone] - nodesLeft * bound;
                if (above >= below ? excess > 0 : excess < 0) {
                    fixed[zone] = true;
                    total[zone] = bound;
                }
            }
        }
        return true;
    }

    private void setShares(boolean[] fixed, long[] total, long slotsLeft, long nodesLeft) {
        for (int zone = 0; zone < zones; zone++) {
            if (fixed[zone]) {
                zoneLeast[zone] = (int) (total[zone] / slots);
                zoneMost[zone] = zoneLeast[zone];
            }
        }
        for (int node = 0; node < numbers.length; node++) {
            int zone = zoneOf[node];
            long slotsShared = fixed[zone] ? total[zone] : slotsLeft;
            long nodesSharing = fixed[zone] ? zoneSize[zone] : nodesLeft;
            loadLeast[node] = (int) (slotsShared / nodesSharing);
            loadMost[node] = (int) ((slotsShared + nodesSharing - 1) / nodesSharing);
        }
    }
}
