package io.kvorum.node.config;

import static io.kvorum.node.config.Setting.Type.ADDRESS;
import static io.kvorum.node.config.Setting.Type.ADDRESSES;
import static io.kvorum.node.config.Setting.Type.NODES;
import static io.kvorum.node.config.Setting.Type.PATH;
import static io.kvorum.node.config.Setting.Type.TEXT;
import static io.kvorum.node.config.Setting.number;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.node.storage.StoreOptions;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every setting of a node, in the order of the reference page. */
public final class Settings {
    private static final int MAX_INT = Integer.MAX_VALUE;
    private static final long HOUR_MILLIS = 3_600_000;

    private static final List<Setting> CLUSTER = List.of(
            Setting.of(
                    "cluster.id", TEXT, "Name of the cluster; a node refuses peers, clients and data of another one."),
            Setting.of(
                    "cluster.secret",
                    TEXT,
                    "The secret that all nodes share, at least 16 characters; rather use the file."),
            Setting.of("cluster.secretFile", PATH, "File with the secret; blanks around it do not count."),
            number("cluster.slots", 256, 1, 65_536, "Partitions per placement; fixed when the cluster is created."),
            Setting.of(
                    "nodes",
                    NODES,
                    "All nodes of the cluster, the same on each of them; `address` is where the others connect."),
            Setting.of(
                    "peerAddresses",
                    ADDRESSES,
                    "{}",
                    "Where this node connects to instead of the address in `nodes`."));

    private static final List<Setting> NODE = List.of(
            number(
                    "node.number",
                    0,
                    0,
                    Actor.MAX_NODE_NUMBER,
                    "This node's number in `nodes`; 0: found by `node.name`."),
            Setting.of("node.name", TEXT, "", "This node's name in `nodes`, if the number is not given."),
            Setting.of(
                    "node.listen",
                    ADDRESS,
                    "",
                    "Where clients and peers are served; if empty: all interfaces, at the port of the node's address."),
            Setting.of("node.dataDirectory", PATH, "The node's data; used by one process of one node only."),
            number("node.shards", 0, 0, 256, "Shards, each with one thread; 0: one per processor."),
            number("node.ioThreads", 0, 0, 64, "Threads for sockets; 0: one per two processors."),
            Setting.of(
                    "admin.listen",
                    ADDRESS,
                    "127.0.0.1:0",
                    "Where /livez, /readyz and /metrics are served; port 0 takes a free one."),
            Setting.of("log.level", TEXT, "info", "error, warn, info, debug or trace."),
            Setting.of("log.format", TEXT, "text", "text (key=value) or json."));

    private static final List<Setting> PEERS = List.of(
            number("peer.pingIntervalMillis", 200, 10, 60_000, "A connection to a peer is probed this often."),
            number("peer.deadAfterMillis", 800, 50, 600_000, "A peer that is silent for so long is held to be dead."),
            number("peer.connectTimeoutMillis", 1_000, 10, 600_000, "Time for connecting and the handshake."),
            number(
                    "peer.reconnectMinMillis",
                    50,
                    1,
                    600_000,
                    "First pause before another attempt to connect; doubles."),
            number("peer.reconnectMaxMillis", 1_000, 1, 600_000, "Longest pause between two attempts to connect."),
            number(
                    "peer.queueBytes",
                    0,
                    0,
                    1L << 34,
                    "Messages waiting for one peer; beyond it they are dropped. 0: 1/16 of the heap, at most 64 MiB."));

    private static final List<Setting> EDGES = List.of(
            number("limits.maxFrameBytes", 16 << 20, 1 << 16, 1 << 30, "Largest frame."),
            number("limits.maxConnections", 4_096, 1, 1 << 20, "Open connections of clients."),
            number(
                    "limits.maxInFlightPerConnection",
                    1_024,
                    1,
                    MAX_INT,
                    "Unanswered requests of one connection; beyond it nothing more is read from it."),
            number(
                    "limits.maxInFlightBytesPerConnection",
                    32 << 20,
                    1 << 16,
                    MAX_INT,
                    "Bytes of unanswered requests of one connection, likewise."),
            number("limits.maxKeysPerRequest", 1_024, 1, 1 << 20, "Keys in one multi-get."),
            number(
                    "limits.inboxClientRequests",
                    8_192,
                    1,
                    1 << 24,
                    "Requests of clients that wait for a shard; beyond it they are refused as overloaded."),
            number(
                    "limits.inboxPeerMessages",
                    65_536,
                    1,
                    1 << 24,
                    "Messages of peers that wait for a shard; beyond it they are dropped."),
            number(
                    "limits.inboxBytes",
                    0,
                    0,
                    1L << 36,
                    "Bytes of all that waits for a shard, likewise. 0: 1/8 of the heap by all shards, at most 128 MiB"
                            + " each."),
            number(
                    "limits.batchBytes",
                    0,
                    0,
                    1 << 30,
                    "A shard commits its writes when they reach this size. 0: 1/64 of the heap by all shards, at most"
                            + " 8 MiB each."),
            number("limits.defaultDeadlineMillis", 5_000, 1, HOUR_MILLIS, "Deadline of requests that name none."),
            number(
                    "limits.drainMillis",
                    10_000,
                    0,
                    HOUR_MILLIS,
                    "How long a stopping node waits for requests in flight."));

    private static final List<Setting> STORAGE = List.of(
            number(
                    "storage.memoryBytes",
                    StoreOptions.DEFAULTS.memoryBytes(),
                    16 << 20,
                    1L << 40,
                    "Memory for data, outside of the Java heap: RocksDB's block cache and memtables."),
            number(
                    "storage.maxWalBytes",
                    StoreOptions.DEFAULTS.maxWalBytes(),
                    1 << 20,
                    1L << 40,
                    "RocksDB's write-ahead log, beyond which memtables are flushed."),
            number(
                    "storage.backgroundJobs",
                    StoreOptions.DEFAULTS.backgroundJobs(),
                    1,
                    64,
                    "Threads for flush and compaction."));

    private static final Map<String, Setting> BY_NAME = byName();

    private Settings() {}

    public static Collection<Setting> all() {
        return BY_NAME.values();
    }

    public static Optional<Setting> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The known name that is most like this one, if any is. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        String best = "";
        int least = Math.max(2, name.length() / 2);
        for (String candidate : known) {
            int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** Insertions, deletions and replacements that turn one text into the other (Levenshtein). */
    static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replace = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[other.length()];
    }

    private static Map<String, Setting> byName() {
        Map<String, Setting> settings = new LinkedHashMap<>();
        Stream.of(CLUSTER, NODE, PEERS, EDGES, CoreLimits.settings(), STORAGE)
                .flatMap(List::stream)
                .forEach(setting -> settings.put(setting.name(), setting));
        return Collections.unmodifiableMap(settings);
    }
}
