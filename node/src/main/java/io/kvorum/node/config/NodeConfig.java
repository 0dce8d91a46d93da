package io.kvorum.node.config;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.node.storage.StoreOptions;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.topology.NodeInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node's configuration, checked.
 *
 * @param nodes ascending by number
 * @param self one of them
 * @param peerAddresses where to connect instead of a node's own address
 */
public record NodeConfig(
        String clusterId,
        Bytes clusterSecret,
        int slots,
        List<NodeInfo> nodes,
        NodeInfo self,
        HostPort listen,
        HostPort adminListen,
        Path dataDirectory,
        Map<Integer, HostPort> peerAddresses,
        int shards,
        int ioThreads,
        Limits limits,
        EdgeLimits edges,
        PeerTimings peers,
        StoreOptions storage,
        String logLevel,
        String logFormat) {
    private static final int MIN_SECRET_BYTES = 16;

    static NodeConfig of(ConfigValues values) {
        String clusterId = values.text("cluster.id");
        if (clusterId.isBlank() || clusterId.length() > 128) {
            throw values.wrong("cluster.id", "must have 1 to 128 characters");
        }
        List<NodeInfo> nodes = values.nodes("nodes");
        NodeInfo self = self(values, nodes);
        int processors = Runtime.getRuntime().availableProcessors();
        int shards = values.integer("node.shards");
        int usedShards = shards == 0 ? processors : shards;
        int ioThreads = values.integer("node.ioThreads");
        HeapShare heap = new HeapShare(Runtime.getRuntime().maxMemory(), values.integer("limits.maxFrameBytes"));
        return new NodeConfig(
                clusterId,
                secret(values),
                values.integer("cluster.slots"),
                nodes,
                self,
                listen(values, self),
                values.address("admin.listen"),
                Path.of(values.text("node.dataDirectory")),
                values.addresses("peerAddresses"),
                usedShards,
                ioThreads == 0 ? Math.max(1, processors / 2) : ioThreads,
                CoreLimits.build(values::number),
                edges(values, heap, usedShards),
                peers(values, heap),
                storage(values),
                values.choice("log.level", List.of("error", "warn", "info", "debug", "trace")),
                values.choice("log.format", List.of("text", "json")));
    }

    /** Where this node connects to reach another one. */
    public HostPort addressOf(NodeInfo node) {
        HostPort override = peerAddresses.get(node.number());
        if (override != null) {
            return override;
        }
        return HostPort.parse(node.address())
                .orElseThrow(() -> new ConfigException("node " + node.number() + " has no usable address"));
    }

    private static NodeInfo self(ConfigValues values, List<NodeInfo> nodes) {
        int number = values.integer("node.number");
        String name = values.text("node.name");
        if (number == 0 && name.isEmpty()) {
            throw new ConfigException("Either `node.number` or `node.name` must say which of `nodes` this one is");
        }
        Optional<NodeInfo> self = nodes.stream()
                .filter(node -> number == 0 || node.number() == number)
                .filter(node -> name.isEmpty() || node.name().equals(name))
                .findFirst();
        return self.orElseThrow(() -> values.wrong(
                number == 0 ? "node.name" : "node.number",
                "is not among `nodes`: "
                        + nodes.stream()
                                .map(node -> node.number() + " (" + node.name() + ")")
                                .toList()));
    }

    private static Bytes secret(ConfigValues values) {
        Optional<String> inline = values.optionalText("cluster.secret");
        Optional<String> file = values.optionalText("cluster.secretFile");
        if (inline.isPresent() == file.isPresent()) {
            throw new ConfigException("Exactly one of `cluster.secret` and `cluster.secretFile` must be given");
        }
        String secret;
        try {
            secret = inline.isPresent()
                    ? inline.get()
                    : Files.readString(Path.of(file.orElseThrow())).strip();
        } catch (IOException e) {
            throw new ConfigException("Cannot read `cluster.secretFile`: " + e, e);
        }
        Bytes bytes = Bytes.ofUtf8(secret);
        if (bytes.length() < MIN_SECRET_BYTES) {
            throw new ConfigException("The cluster's secret must have at least " + MIN_SECRET_BYTES
                    + " bytes; make one with: head -c 32 /dev/urandom | base64");
        }
        return bytes;
    }

    private static HostPort listen(ConfigValues values, NodeInfo self) {
        if (!values.text("node.listen").isEmpty()) {
            return values.address("node.listen");
        }
        return new HostPort(
                "0.0.0.0", HostPort.parse(self.address()).orElseThrow().port());
    }

    private static EdgeLimits edges(ConfigValues values, HeapShare heap, int shards) {
        return new EdgeLimits(
                values.integer("limits.maxFrameBytes"),
                values.integer("limits.maxConnections"),
                values.integer("limits.maxInFlightPerConnection"),
                values.integer("limits.maxInFlightBytesPerConnection"),
                values.integer("limits.maxKeysPerRequest"),
                values.integer("limits.inboxClientRequests"),
                values.integer("limits.inboxPeerMessages"),
                or(values.number("limits.inboxBytes"), heap.inboxBytes(shards)),
                or(values.number("limits.batchBytes"), heap.batchBytes(shards)),
                millis(values, "limits.defaultDeadlineMillis"),
                millis(values, "limits.drainMillis"));
    }

    private static PeerTimings peers(ConfigValues values, HeapShare heap) {
        return new PeerTimings(
                millis(values, "peer.pingIntervalMillis"),
                millis(values, "peer.deadAfterMillis"),
                millis(values, "peer.connectTimeoutMillis"),
                millis(values, "peer.reconnectMinMillis"),
                millis(values, "peer.reconnectMaxMillis"),
                or(values.number("peer.queueBytes"), heap.peerQueueBytes()));
    }

    private static StoreOptions storage(ConfigValues values) {
        return new StoreOptions(
                values.number("storage.memoryBytes"),
                values.number("storage.maxWalBytes"),
                values.integer("storage.backgroundJobs"));
    }

    private static long or(long configured, long otherwise) {
        return configured == 0 ? otherwise : configured;
    }

    private static Duration millis(ConfigValues values, String name) {
        return Duration.ofMillis(values.number(name));
    }
}
