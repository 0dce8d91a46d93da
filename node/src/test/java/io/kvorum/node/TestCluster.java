package io.kvorum.node;

import static org.awaitility.Awaitility.await;

import io.kvorum.node.config.ConfigLoader;
import io.kvorum.node.config.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A few nodes in this process. */
final class TestCluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final String SECRET = "a secret of the test cluster";

    private final Path directory;
    private final List<Map<String, Object>> members = new ArrayList<>();
    private final Map<Integer, KvorumNode> nodes = new TreeMap<>();
    private final Map<String, Object> extra;

    TestCluster(Path directory, int size, Map<String, Object> extra) {
        this.directory = directory;
        this.extra = extra;
        for (int number = 1; number <= size; number++) {
            members.add(Map.of(
                    "number",
                    number,
                    "name",
                    "n" + number,
                    "address",
                    "127.0.0.1:" + freePort(),
                    "zone",
                    "z" + number));
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    NodeConfig config(int number, Map<String, Object> overrides) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("cluster.id", "test");
        settings.put("cluster.secret", SECRET);
        settings.put("cluster.slots", 16);
        settings.put("nodes", members);
        settings.put("node.number", number);
        settings.put("node.dataDirectory", directory.resolve("n" + number).toString());
        settings.put("node.shards", 2);
        settings.put("limits.drainMillis", 2_000);
        settings.put("storage.memoryBytes", 16 << 20);
        settings.putAll(extra);
        settings.putAll(overrides);
        return new ConfigLoader().settings(settings).load();
    }

    KvorumNode start(int number) {
        KvorumNode node = KvorumNode.start(config(number, Map.of()));
        nodes.put(number, node);
        return node;
    }

    TestCluster startAll() {
        for (int number = 1; number <= members.size(); number++) {
            start(number);
        }
        return this;
    }

    void awaitReady() {
        await().atMost(PATIENCE)
                .until(() ->
                        nodes.values().stream().allMatch(node -> node.notReady().isEmpty()));
    }

    KvorumNode node(int number) {
        return Objects.requireNonNull(nodes.get(number));
    }

    TestClient client(int number) {
        return TestClient.connect(node(number).port());
    }

    void kill(int number) {
        node(number).kill();
    }

    @Override
    public void close() {
        nodes.values().forEach(KvorumNode::kill);
    }
}
