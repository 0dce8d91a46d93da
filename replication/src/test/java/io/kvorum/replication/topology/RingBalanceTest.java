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
        assertThat(loads(ring, 5).values()).containsExactlyInAnyOrder(85, 85, 86, 256, 256);
        assertThat(spread(firsts(ring, 5))).isLessThanOrEqualTo(1);
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
