package io.kvorum.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RingMovementTest {
    @Test
    void nothingMovesWhileTheNodesStay() {
        for (int nodes = 1; nodes <= 12; nodes++) {
            for (int zones = 1; zones <= 4; zones++) {
                List<NodeInfo> cluster = Clusters.of(nodes, zones);
                PlacementRing ring = found(cluster, Placement.of(Math.min(3, nodes)), 256);
                assertThat(Rings.assign(cluster, ring.placement(), 256, Optional.of(ring), 0))
                        .isEqualTo(ring);
            }
        }
    }

    @Test
    void aNewNodeTakesItsShareAndNothingElseMoves() {
        for (int nodes = 3; nodes <= 11; nodes++) {
            PlacementRing before = found(Clusters.of(nodes, 1), Placement.of(3), 256);
            PlacementRing after =
                    Rings.assign(Clusters.of(nodes + 1, 1), before.placement(), 256, Optional.of(before), 0);
            assertThat(moves(before, after)).isEqualTo(load(after, nodes + 1)).isEqualTo(256 * 3 / (nodes + 1));
        }
    }

    @Test
    void onlyTheSlotsOfANodeThatLeavesMove() {
        for (int nodes = 4; nodes <= 12; nodes++) {
            for (int gone = 1; gone <= nodes; gone++) {
                PlacementRing before = found(Clusters.of(nodes, 1), Placement.of(3), 256);
                PlacementRing after = Rings.assign(
                        without(Clusters.of(nodes, 1), gone), before.placement(), 256, Optional.of(before), 0);
                assertThat(moves(before, after)).isEqualTo(load(before, gone));
                assertThat(spread(after)).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void aReplacementMovesNoMoreThanTheOldNodeHeld() {
        for (int nodes = 3; nodes <= 12; nodes++) {
            for (int zones = 1; zones <= 3; zones++) {
                List<NodeInfo> cluster = Clusters.of(nodes, zones);
                PlacementRing before = found(cluster, Placement.of(3), 256);
                NodeInfo old = cluster.get(nodes / 2);
                List<NodeInfo> changed = new ArrayList<>(without(cluster, old.number()));
                changed.add(Clusters.node(50, old.zone(), old.region()));
                PlacementRing after = Rings.assign(changed, before.placement(), 256, Optional.of(before), 0);
                assertThat(moves(before, after)).isEqualTo(load(before, old.number()));
            }
        }
    }

    @Test
    void noRingMovesLessThroughLongHistoriesOfChanges() {
        int steps = 0;
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            int zones = 1 + random.nextInt(4);
            List<NodeInfo> cluster = randomCluster(random, zones);
            Placement placement = Placement.of(1 + random.nextInt(Math.min(4, cluster.size())));
            int slots = 8 << random.nextInt(3);
            PlacementRing ring = found(cluster, placement, slots);
            for (int step = 0; step < 6; step++) {
                cluster = changed(cluster, placement.replicas(), zones, random);
                PlacementRing next = Rings.assign(cluster, placement, slots, Optional.of(ring), 0);
                RingGroup group = new RingGroup(cluster, placement.replicas(), slots);
                assertThat(moves(ring, next))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(MovementOracle.leastMoves(group, cluster, ring));
                assertSharesAndZones(group, next);
                ring = next;
                steps++;
            }
        }
        assertThat(steps).isEqualTo(900);
    }

    @Test
    void noRingMovesLessFromAnyPreviousRingHoweverBad() {
        for (int seed = 0; seed < 500; seed++) {
            for (int slots : List.of(1, 2, 8, 16)) {
                assertLeastMovesFromRandomRing(new Random(seed), slots, "seed " + seed + " slots " + slots);
            }
        }
    }

    private static void assertLeastMovesFromRandomRing(Random random, int slots, String what) {
        List<NodeInfo> cluster = randomCluster(random, 1 + random.nextInt(5));
        Placement placement = Placement.of(1 + random.nextInt(Math.min(5, cluster.size())));
        List<List<Integer>> owners = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            Set<Integer> distinct = new LinkedHashSet<>();
            while (distinct.size() < placement.replicas()) {
                distinct.add(1 + (int) (random.nextDouble() * random.nextDouble() * (cluster.size() + 2)));
            }
            owners.add(List.copyOf(distinct));
        }
        PlacementRing before = new PlacementRing(0, placement, owners);
        PlacementRing after = Rings.assign(cluster, placement, slots, Optional.of(before), 0);
        RingGroup group = new RingGroup(cluster, placement.replicas(), slots);
        assertThat(moves(before, after)).as(what).isEqualTo(MovementOracle.leastMoves(group, cluster, before));
        assertSharesAndZones(group, after);
    }

    @Test
    void eachRegionMovesByItself() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            List<NodeInfo> cluster = Clusters.of(6 + random.nextInt(7), 1 + random.nextInt(3), 2);
            Placement placement = Placement.of(Map.of("r0", 1 + random.nextInt(2), "r1", 1 + random.nextInt(2)));
            PlacementRing before = found(cluster, placement, 32);
            List<NodeInfo> less = without(cluster, 1 + random.nextInt(cluster.size()));
            PlacementRing after = Rings.assign(less, placement, 32, Optional.of(before), 0);
            int least = 0;
            for (String region : List.of("r0", "r1")) {
                List<NodeInfo> members = less.stream()
                        .filter(node -> node.region().equals(region))
                        .toList();
                RingGroup group = new RingGroup(members, placement.perRegion().getOrDefault(region, 0), 32);
                least += MovementOracle.leastMoves(group, members, before);
            }
            assertThat(moves(before, after)).as("seed %d", seed).isEqualTo(least);
        }
    }

    @Test
    void aPreviousRingThatPutTwoOwnersInOneZoneIsMendedWithTheLeastMoves() {
        List<NodeInfo> oneZone = Clusters.of(4, 1);
        PlacementRing before = found(oneZone, Placement.of(2), 64);
        List<NodeInfo> twoZones = List.of(
                Clusters.node(1, "a", "r0"),
                Clusters.node(2, "a", "r0"),
                Clusters.node(3, "b", "r0"),
                Clusters.node(4, "b", "r0"));
        PlacementRing after = Rings.assign(twoZones, before.placement(), 64, Optional.of(before), 0);
        RingGroup group = new RingGroup(twoZones, 2, 64);
        assertSharesAndZones(group, after);
        assertThat(moves(before, after)).isPositive().isEqualTo(MovementOracle.leastMoves(group, twoZones, before));
    }

    @Test
    void firstsStayEvenAndFewOfThemChangeWhenANodeJoins() {
        for (int nodes = 3; nodes <= 11; nodes++) {
            PlacementRing before = found(Clusters.of(nodes, 1), Placement.of(3), 256);
            PlacementRing after =
                    Rings.assign(Clusters.of(nodes + 1, 1), before.placement(), 256, Optional.of(before), 0);
            int changed = 0;
            TreeMap<Integer, Integer> firsts = new TreeMap<>();
            for (int slot = 0; slot < 256; slot++) {
                int first = after.replicas().get(slot).get(0);
                changed += first == before.replicas().get(slot).get(0) ? 0 : 1;
                firsts.merge(first, 1, Integer::sum);
            }
            assertThat(firsts.values().stream().mapToInt(i -> i).max().getAsInt()
                            - firsts.values().stream().mapToInt(i -> i).min().getAsInt())
                    .isLessThanOrEqualTo(1);
            assertThat(changed).isLessThanOrEqualTo(2 * 256 / nodes);
        }
    }

    private static void assertSharesAndZones(RingGroup group, PlacementRing ring) {
        int[] loads = new int[group.size()];
        for (List<Integer> owners : ring.replicas()) {
            assertThat(owners).hasSize(group.replicas).doesNotHaveDuplicates();
            int[] inZone = new int[group.zones];
            for (int node = 0; node < group.size(); node++) {
                if (owners.contains(group.numbers[node])) {
                    loads[node]++;
                    inZone[group.zoneOf[node]]++;
                }
            }
            for (int zone = 0; zone < group.zones; zone++) {
                assertThat(inZone[zone]).isBetween(group.zoneLeast[zone], group.zoneMost[zone]);
            }
        }
        for (int node = 0; node < group.size(); node++) {
            assertThat(loads[node]).isBetween(group.loadLeast[node], group.loadMost[node]);
        }
    }

    private static List<NodeInfo> randomCluster(Random random, int zones) {
        List<NodeInfo> cluster = new ArrayList<>();
        int size = 1 + random.nextInt(12);
        for (int number = 1; number <= size; number++) {
            cluster.add(Clusters.node(number, "z" + random.nextInt(zones), "r0"));
        }
        return cluster;
    }

    /** One node more, less, or another one; one step in a while, two of these. */
    private static List<NodeInfo> changed(List<NodeInfo> nodes, int least, int zones, Random random) {
        List<NodeInfo> cluster = new ArrayList<>(nodes);
        int changes = random.nextInt(4) == 0 ? 2 : 1;
        for (int change = 0; change < changes; change++) {
            int kind = random.nextInt(3);
            if (kind != 0 && cluster.size() > (kind == 1 ? least : 0)) {
                cluster.remove(random.nextInt(cluster.size()));
            }
            if (kind != 1 && cluster.size() < 13) {
                int number =
                        1 + cluster.stream().mapToInt(NodeInfo::number).max().orElse(0);
                cluster.add(Clusters.node(number, "z" + random.nextInt(zones), "r0"));
            }
        }
        return cluster;
    }

    private static List<NodeInfo> without(List<NodeInfo> nodes, int number) {
        return nodes.stream().filter(node -> node.number() != number).toList();
    }

    private static PlacementRing found(List<NodeInfo> nodes, Placement placement, int slots) {
        return Rings.assign(nodes, placement, slots, Optional.empty(), 0);
    }

    private static int moves(PlacementRing before, PlacementRing after) {
        int moves = 0;
        for (int slot = 0; slot < before.replicas().size(); slot++) {
            for (int owner : after.replicas().get(slot)) {
                moves += before.replicas().get(slot).contains(owner) ? 0 : 1;
            }
        }
        return moves;
    }

    private static int load(PlacementRing ring, int node) {
        return (int)
                ring.replicas().stream().filter(owners -> owners.contains(node)).count();
    }

    private static int spread(PlacementRing ring) {
        List<Integer> loads = ring.replicas().stream()
                .flatMap(List::stream)
                .distinct()
                .map(node -> load(ring, node))
                .toList();
        return loads.stream().mapToInt(i -> i).max().getAsInt()
                - loads.stream().mapToInt(i -> i).min().getAsInt();
    }
}
