package io.kvorum.cli.command.cluster;

import io.kvorum.cli.Failure;
import io.kvorum.client.cluster.ClusterTopology;
import java.util.List;
import java.util.Optional;

/** Nodes as users name them: by name or number. */
final class Nodes {
    private Nodes() {}

    static ClusterTopology.Node named(ClusterTopology topology, String text) {
        return topology.nodes().stream()
                .filter(node -> node.name().equals(text)
                        || Integer.toString(node.number()).equals(text))
                .findFirst()
                .orElseThrow(() -> Failure.notFound(
                        "there is no node '" + text + "' in this cluster",
                        "its nodes are "
                                + String.join(
                                        ", ",
                                        topology.nodes().stream()
                                                .map(ClusterTopology.Node::name)
                                                .toList())));
    }

    /** The one that is named, or all. */
    static List<ClusterTopology.Node> named(ClusterTopology topology, Optional<String> text) {
        return text.map(name -> List.of(named(topology, name))).orElseGet(topology::nodes);
    }
}
