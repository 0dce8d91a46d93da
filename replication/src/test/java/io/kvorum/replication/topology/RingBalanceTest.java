package io.kvorum.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RingBalanceTest {
    private static final int FAR = 1_000;

    @Test
    void everyNodeOwnsItsFairShareWithinOneWhenZonesAreEqual() {
        for (int zones = 1; zones <= 4; zones++) {
            for (int perZone = 1; zones * perZone <= 12; perZone++) {
                for (int replicas = 1; replicas <= Math.min(5, zones * perZone); replicas++) {
                    for (int slots : List.of(1, 8, 256)) {
                        PlacementRing ring = assign(Clusters.of(zones * perZone, zones), Placement.of(replicas), slots);
                        assertThat(spread(loads(ring, zones * perZone)))
                                .as("%d zones of %d, %d replicas, %d slots", zones, perZone, replicas, slots)
                                .isLessThanOrEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void everyNodeIsFirstEquallyOftenWithinOneWhenZonesAreEqual() {
        for (int zones = 1; zones <= 4; zones++) {
            for (int perZone = 1; zones * perZone <= 12; perZone++) {
                for (int replicas = 1; replicas <= Math.min(5, zones * perZone); replicas++) {
                    PlacementRing ring = assign(Clusters.of(zones * perZone, zones), Placement.of(replicas), 256);
                    assertThat(spread(firsts(ring, zones * perZone)))
                            .as("%d zones of %d, %d replicas", zones, perZone, replicas)
                            .isLessThanOrEqualTo(1);
                }
            }
        }
    }

    @Test
    void loadsAreAsEvenAsUnequalZonesAllow() {
        List<NodeInfo> nodes = List.of(
                Clusters.node(1, "a", "r"),
                Clusters.node(2, "a", "r"),
                Clusters.node(3, "a", "r"),
                Clusters.node(4, "b", "r"),
                Clusters.node(5, "c", "r"));
        PlacementRing ring = assign(nodes, Placement.of(3), 256);
        // One replica in each of the three zones: b and c own everything, the three of a share.
        assertThat(loads(ring, 5).values().stream().sorted().toList()).isEqualTo(List.of(85, 85, 86, 256, 256));
        assertThat(spread(firsts(ring, 5))).isLessThanOrEqualTo(1);
    }

    /** If some chain of swaps that keep the zones apart led from a node to one with two slots less, it could be more even. */
    @Test
    void noRingWithTheSameZonesPerSlotIsMoreEven() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<NodeInfo> nodes = new ArrayList<>();
            int size = 1 + random.nextInt(12);
            for (int number = 1; number <= size; number++) {
                nodes.add(Clusters.node(number, "z" + random.nextInt(1 + random.nextInt(5)), "r"));
            }
            int replicas = 1 + random.nextInt(Math.min(5, size));
            PlacementRing ring = assign(nodes, Placement.of(replicas), 64);
            int[][] distance = swapDistances(nodes, ring);
            SortedMap<Integer, Integer> loads = loads(ring, size);
            for (int from = 1; from <= size; from++) {
                for (int to = 1; to <= size; to++) {
                    assertThat(distance[from - 1][to - 1] == FAR
                                    || loads.getOrDefault(from, 0) <= loads.getOrDefault(to, 0) + 1)
                            .as("seed %d: from %d to %d in %s", seed, from, to, loads)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void zonesThatAllowEvenLoadsGetThemAlsoWhenTheirSizesDiffer() {
        for (int nodes = 3; nodes <= 12; nodes++) {
            PlacementRing ring = assign(Clusters.of(nodes, 4), Placement.of(2), 256);
            int largestZone = (nodes + 3) / 4;
            if (largestZone * 2 <= nodes) {
                assertThat(spread(loads(ring, nodes))).as("%d nodes", nodes).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void theLoadOfAFailedNodeFallsOnAllOthersAlike() {
        for (int nodes : List.of(5, 6, 9, 12)) {
            PlacementRing ring = assign(Clusters.of(nodes, 1), Placement.of(3), 256);
            double fair = 256 * 3.0 / nodes * 2 / (nodes - 1);
            for (int failed = 1; failed <= nodes; failed++) {
                SortedMap<Integer, Integer> shared = sharedWith(ring, failed);
                assertThat(shared).as("peers of one of %d nodes", nodes).hasSize(nodes - 1);
                assertThat(Collections.max(shared.values())).isLessThanOrEqualTo((int) Math.ceil(fair) + 2);
                assertThat(Collections.min(shared.values())).isGreaterThanOrEqualTo((int) Math.floor(fair) - 2);
            }
        }
    }

    @Test
    void theLoadOfAFailedNodeFallsOnAllOthersAlikeAlsoAfterNodesJoined() {
        for (int nodes : List.of(5, 8, 12)) {
            PlacementRing ring = assign(Clusters.of(nodes, 1), Placement.of(3), 256);
            for (int size = nodes + 1; size <= nodes + 4; size++) {
                ring = Rings.assign(Clusters.of(size, 1), ring.placement(), 256, Optional.of(ring), 0);
            }
            for (int failed = 1; failed <= nodes + 4; failed++) {
                SortedMap<Integer, Integer> shared = sharedWith(ring, failed);
                assertThat(shared).hasSize(nodes + 3);
                assertThat(spread(shared)).as("peers of %d", failed).isLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void ownersAreInDistinctZonesWhileThereAreEnough() {
        for (int zones = 1; zones <= 4; zones++) {
            for (int nodes = 1; nodes <= 12; nodes++) {
                for (int replicas = 1; replicas <= Math.min(5, nodes); replicas++) {
                    List<NodeInfo> cluster = Clusters.of(nodes, zones);
                    PlacementRing ring = assign(cluster, Placement.of(replicas), 64);
                    assertThat(ring.replicas()).allSatisfy(owners -> {
                        assertThat(owners).doesNotHaveDuplicates();
                    });
                    int most = Math.min(
                            replicas,
                            Math.min(
                                    zones(
                                            cluster,
                                            cluster.stream()
                                                    .map(NodeInfo::number)
                                                    .toList()),
                                    nodes));
                    for (List<Integer> owners : ring.replicas()) {
                        assertThat(owners).hasSize(replicas);
                        assertThat(zones(cluster, owners)).isEqualTo(most);
                    }
                }
            }
        }
    }

    @Test
    void everyRegionGetsTheReplicasOfThePlacementInDistinctZones() {
        for (int nodes = 6; nodes <= 12; nodes++) {
            List<NodeInfo> cluster = Clusters.of(nodes, 3, 2);
            PlacementRing ring = assign(cluster, Placement.of(Map.of("r0", 2, "r1", 3)), 128);
            for (List<Integer> owners : ring.replicas()) {
                List<Integer> first =
                        owners.stream().filter(owner -> owner % 2 == 1).toList();
                List<Integer> second =
                        owners.stream().filter(owner -> owner % 2 == 0).toList();
                assertThat(first).hasSize(2);
                assertThat(second).hasSize(3);
                assertThat(zones(cluster, first)).isEqualTo(2);
                assertThat(zones(cluster, second)).isEqualTo(3);
            }
            if (nodes % 6 == 0) {
                SortedMap<Integer, Integer> loads = loads(ring, nodes);
                assertThat(spread(ofRegion(loads, 0))).isLessThanOrEqualTo(1);
                assertThat(spread(ofRegion(loads, 1))).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void theOrderInWhichNodesAreNamedDoesNotMatter() {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            List<NodeInfo> nodes = new ArrayList<>(Clusters.of(1 + random.nextInt(12), 1 + random.nextInt(4)));
            Placement placement = Placement.of(1 + random.nextInt(Math.min(5, nodes.size())));
            PlacementRing ring = assign(nodes, placement, 64);
            Collections.shuffle(nodes, random);
            assertThat(assign(nodes, placement, 64)).isEqualTo(ring);
        }
    }

    private static int[][] swapDistances(List<NodeInfo> nodes, PlacementRing ring) {
        int size = nodes.size();
        int most = 1;
        while (capacity(nodes, most) < ring.placement().replicas()) {
            most++;
        }
        int[][] distance = new int[size][size];
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                distance[from][to] = from == to ? 0 : FAR;
                for (List<Integer> owners : ring.replicas()) {
                    if (maySwap(nodes, owners, nodes.get(from), nodes.get(to), most)) {
                        distance[from][to] = 1;
                    }
                }
            }
        }
        for (int via = 0; via < size; via++) {
            for (int from = 0; from < size; from++) {
                for (int to = 0; to < size; to++) {
                    distance[from][to] = Math.min(distance[from][to], distance[from][via] + distance[via][to]);
                }
            }
        }
        return distance;
    }

    private static boolean maySwap(
            List<NodeInfo> nodes, List<Integer> owners, NodeInfo from, NodeInfo to, int mostPerZone) {
        if (!owners.contains(from.number()) || owners.contains(to.number())) {
            return false;
        }
        int left = ownersIn(from.zone(), nodes, owners);
        int entered = ownersIn(to.zone(), nodes, owners);
        return from.zone().equals(to.zone()) || (left == mostPerZone && entered < mostPerZone);
    }

    private static int ownersIn(String zone, List<NodeInfo> nodes, List<Integer> owners) {
        return (int) nodes.stream()
                .filter(node -> node.zone().equals(zone) && owners.contains(node.number()))
                .count();
    }

    private static int capacity(List<NodeInfo> nodes, int mostPerZone) {
        Map<String, Integer> sizes = new TreeMap<>();
        nodes.forEach(node -> sizes.merge(node.zone(), 1, Integer::sum));
        return sizes.values().stream()
                .mapToInt(inZone -> Math.min(inZone, mostPerZone))
                .sum();
    }

    private static PlacementRing assign(List<NodeInfo> nodes, Placement placement, int slots) {
        return Rings.assign(nodes, placement, slots, Optional.empty(), 0);
    }

    private static SortedMap<Integer, Integer> loads(PlacementRing ring, int nodes) {
        SortedMap<Integer, Integer> loads = zeros(nodes);
        ring.replicas().forEach(owners -> owners.forEach(owner -> loads.merge(owner, 1, Integer::sum)));
        return loads;
    }

    private static SortedMap<Integer, Integer> firsts(PlacementRing ring, int nodes) {
        SortedMap<Integer, Integer> firsts = zeros(nodes);
        ring.replicas().forEach(owners -> firsts.merge(owners.get(0), 1, Integer::sum));
        return firsts;
    }

    private static SortedMap<Integer, Integer> sharedWith(PlacementRing ring, int node) {
        TreeMap<Integer, Integer> shared = new TreeMap<>();
        ring.replicas().stream()
                .filter(owners -> owners.contains(node))
                .flatMap(List::stream)
                .filter(owner -> owner != node)
                .forEach(owner -> shared.merge(owner, 1, Integer::sum));
        return shared;
    }

    private static SortedMap<Integer, Integer> ofRegion(SortedMap<Integer, Integer> counts, int region) {
        SortedMap<Integer, Integer> there = new TreeMap<>(counts);
        there.keySet().removeIf(number -> (number - 1) % 2 != region);
        return there;
    }

    private static SortedMap<Integer, Integer> zeros(int nodes) {
        TreeMap<Integer, Integer> zeros = new TreeMap<>();
        for (int node = 1; node <= nodes; node++) {
            zeros.put(node, 0);
        }
        return zeros;
    }

    private static int spread(SortedMap<Integer, Integer> counts) {
        return Collections.max(counts.values()) - Collections.min(counts.values());
    }

    private static int zones(List<NodeInfo> nodes, List<Integer> owners) {
        return nodes.stream()
                .filter(node -> owners.contains(node.number()))
                .map(Zone::of)
                .collect(Collectors.toCollection(TreeSet::new))
                .size();
    }
}
