package io.kvorum.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PreferenceListTest {
    @Test
    void everyNodeIsOnTheListOnceAndTheOwnersComeFirst() {
        for (int nodes = 1; nodes <= 12; nodes++) {
            Topology topology = Topologies.found("c", 64, Clusters.of(nodes, 3));
            for (int partition = 0; partition < topology.partitionCount(); partition++) {
                List<Integer> list = topology.preferenceList(partition);
                List<Integer> owners = topology.replicasOf(partition);
                assertThat(list).hasSize(nodes).doesNotHaveDuplicates().startsWith(owners.toArray(Integer[]::new));
                assertThat(topology.fallbacks(partition)).isEqualTo(list.subList(owners.size(), nodes));
            }
        }
    }

    @Test
    void fallbacksInZonesWithoutAnOwnerComeFirst() {
        Topology topology = Topologies.found("c", 64, Clusters.of(10, 5));
        for (int partition = 0; partition < 64; partition++) {
            List<String> owners = zones(topology, topology.replicasOf(partition));
            List<String> fallbacks = zones(topology, topology.fallbacks(partition));
            assertThat(fallbacks.subList(0, 4)).doesNotContainAnyElementsOf(owners);
            assertThat(owners).containsAll(fallbacks.subList(4, 7));
        }
    }

    @Test
    void fallbacksOfTheRegionsOfThePlacementComeBeforeOthers() {
        Topology founded = Topologies.found("c", 64, Clusters.of(9, 3, 3));
        Topology topology = ((BucketChange.Changed)
                        Topologies.createBucket(founded, "local", Map.of("placement", "r1=2")))
                .topology();
        for (int partition = 64; partition < 128; partition++) {
            List<Integer> list = topology.preferenceList(partition);
            for (int place = 0; place < 9; place++) {
                assertThat(topology.node(list.get(place)).orElseThrow().region().equals("r1"))
                        .isEqualTo(place < 3);
            }
        }
    }

    @Test
    void theFallbacksOfAFailedNodeAreManyNodes() {
        Topology topology = Topologies.found("c", 256, Clusters.of(8, 1));
        for (int failed = 1; failed <= 8; failed++) {
            Set<Integer> first = new TreeSet<>();
            for (int partition = 0; partition < 256; partition++) {
                if (topology.replicasOf(partition).contains(failed)) {
                    first.add(topology.fallbacks(partition).get(0));
                }
            }
            assertThat(first).hasSize(7);
        }
    }

    @Test
    void aPartitionThatIsNoneHasNoNodes() {
        Topology topology = Topologies.found("c", 8, Clusters.of(3, 1));
        for (int partition : List.of(-1, 8, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
            assertThat(topology.preferenceList(partition)).isEmpty();
            assertThat(topology.replicasOf(partition)).isEmpty();
            assertThat(topology.fallbacks(partition)).isEmpty();
        }
    }

    private static List<String> zones(Topology topology, List<Integer> nodes) {
        List<String> zones = new ArrayList<>();
        nodes.forEach(node -> zones.add(topology.node(node).orElseThrow().zone()));
        return zones;
    }
}
