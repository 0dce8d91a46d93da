package io.kvorum.node.peer;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.node.config.HostPort;
import io.kvorum.node.config.NodeConfig;
import io.kvorum.node.config.PeerTimings;
import io.kvorum.replication.topology.NodeInfo;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The part of the configuration that connections between nodes need.
 *
 * @param addresses of the other nodes, by number
 */
public record PeerSettings(
        String clusterId,
        Bytes secret,
        int node,
        Map<Integer, HostPort> addresses,
        PeerTimings timings,
        long maxClockSkewMillis,
        int maxFrameBytes) {
    public static PeerSettings of(NodeConfig config) {
        Map<Integer, HostPort> addresses = config.nodes().stream()
                .filter(node -> node.number() != config.self().number())
                .collect(Collectors.toMap(NodeInfo::number, config::addressOf));
        return new PeerSettings(
                config.clusterId(),
                config.clusterSecret(),
                config.self().number(),
                addresses,
                config.peers(),
                config.limits().maxClockSkew().toMillis(),
                config.edges().maxFrameBytes());
    }
}
