package io.kvorum.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever has lost its memory hears at least one of those that had stored what a majority has stored. */
class MetadataNodesTest {
    private static Topology clusterOf(int nodes) {
        List<NodeInfo> infos = IntStream.rangeClosed(1, nodes)
                .mapToObj(number -> new NodeInfo(number, "n" + number, "127.0.0.1:" + (7000 + number), "z", "home"))
                .toList();
        return Topologies.found("c", 1, infos);
    }

    @Test
    void areTheFirstFiveOrThreeOrAllNodes() {
        assertThat(List.of(1, 2, 3, 4, 5, 6, 12).stream()
                        .map(nodes ->
                                MetadataNodes.of(clusterOf(nodes)).numbers().size())
                        .toList())
                .containsExactly(1, 2, 3, 3, 5, 5, 5);
        assertThat(MetadataNodes.of(clusterOf(9)).numbers()).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aMajorityOfTheOthersMeetsEveryMajorityWithoutTheOneThatLostItsDisk() {
        for (int nodes = 1; nodes <= 7; nodes++) {
            MetadataNodes members = MetadataNodes.of(clusterOf(nodes));
            int others = members.numbers().size() - 1;
            for (int stored = 0; stored < 1 << others; stored++) {
                for (int heard = 0; heard < 1 << others; heard++) {
                    boolean majority = Integer.bitCount(stored) + 1 >= members.majority();
                    boolean enough = Integer.bitCount(heard) >= members.majorityOfOthers();
                    if (majority && enough && others > 0) {
                        assertThat(stored & heard).as("of %s nodes", nodes).isNotZero();
                    }
                }
            }
        }
    }
}
