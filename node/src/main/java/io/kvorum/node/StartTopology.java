package io.kvorum.node;

import io.kvorum.node.config.NodeConfig;
import io.kvorum.node.storage.RocksStore;
import io.kvorum.replication.member.TopologyKeeper;
import io.kvorum.replication.topology.NodeInfo;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;
import java.util.List;
import java.util.Optional;

/** The topology that a node starts with: the stored one, or the first one of the configured cluster. */
final class StartTopology {
    private StartTopology() {}

    static Topology of(NodeConfig config, RocksStore store) {
        Optional<Topology> stored = TopologyKeeper.stored(store.shard());
        if (stored.isEmpty()) {
            try {
                return Topologies.found(config.clusterId(), config.slots(), config.nodes());
            } catch (IllegalArgumentException e) {
                throw new NodeRefusal(ExitCode.CONFIGURATION, "The cluster cannot be founded: " + e.getMessage(), e);
            }
        }
        check(config, stored.get());
        return stored.get();
    }

    private static void check(NodeConfig config, Topology stored) {
        if (!places(stored.nodes()).equals(places(config.nodes()))) {
            throw new NodeRefusal(
                    ExitCode.CONFIGURATION,
                    "`nodes` differ from those that the cluster was founded with: " + places(config.nodes())
                            + " instead of " + places(stored.nodes())
                            + ". Changing members is not built yet; nothing was changed.");
        }
        if (stored.slots() != config.slots()) {
            throw new NodeRefusal(
                    ExitCode.CONFIGURATION,
                    "`cluster.slots` is " + config.slots() + ", but the cluster was founded with " + stored.slots()
                            + ", which is fixed. Nothing was changed.");
        }
    }

    /** What placement depends on: addresses may change. */
    private static List<String> places(List<NodeInfo> nodes) {
        return nodes.stream()
                .map(node -> node.number() + "@" + node.region() + "/" + node.zone())
                .toList();
    }
}
