package io.kvorum.harness.drill;

import io.kvorum.client.KvorumClient;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.LocalCluster;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The end of a drill: nobody writes, all nodes are up.
 *
 * @param client reaches all nodes
 * @param connect makes a client that knows these addresses only
 */
record Quiet(
        LocalCluster cluster,
        Nodes nodes,
        KvorumClient client,
        Function<List<String>, KvorumClient> connect,
        Recorder recorder,
        DrillListener listener) {

    List<Integer> numbers() {
        return nodes.numbers();
    }

    /** While all others stand still: whatever is answered then is this node's own. */
    void alone(int number, Consumer<KvorumClient> use) {
        ClusterPlan.Node node = cluster.plan().node(number);
        List<Integer> others =
                numbers().stream().filter(other -> other != number).toList();
        nodes.pause(others);
        try (KvorumClient only = connect.apply(List.of(node.endpoint()))) {
            use.accept(only);
        } finally {
            nodes.resume(others);
        }
    }
}
