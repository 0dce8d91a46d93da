package io.kvorum.harness.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.client.Bucket;
import io.kvorum.client.Codec;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Value;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.live.LocalPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/** Five containers from {@code docker/compose.yaml}, in two regions; five replicas of each key, so that any two may go. */
@ExtendWith(NeedsDockerEngine.class)
class ContainerClusterIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int KEYS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final List<NodeContainer> NODES = new ArrayList<>();
    private static Network network;
    private static KvorumClient client;
    private static Bucket<String, String> bucket;

    @BeforeAll
    static void startFiveContainers() throws IOException, InterruptedException {
        String image = NodeImage.build(ROOT);
        List<ComposeFile.Service> services = ComposeFile.read(ROOT.resolve("docker/compose.yaml"));
        List<Integer> ports = LocalPorts.free(services.size());
        network = Network.newNetwork();
        String secret = UUID.randomUUID().toString();
        for (int i = 0; i < services.size(); i++) {
            ComposeFile.Service service = services.get(i);
            Map<String, String> environment = new LinkedHashMap<>(service.environment());
            environment.put("KVORUM_CLUSTER_SECRET", secret);
            environment.computeIfPresent("KVORUM_NODES", (name, nodes) -> atPorts(nodes, services, ports));
            NODES.add(new NodeContainer(image, network, service, environment, ports.get(i)));
        }
        Startables.deepStart(NODES).join();
        client = KvorumClient.builder()
                .endpoints(NODES.stream().map(NodeContainer::endpoint).toArray(String[]::new))
                .deadline(Duration.ofSeconds(20))
                // What a paused container had in flight is more than the budget on a slow machine.
                .retryShare(1)
                .build();
        client.admin().createBucket("orders", Map.of("placement", "eu=3,us=2"));
        bucket = client.bucket("orders", Codec.utf8(), Codec.utf8())
                .reading(ReadOptions.DEFAULT.level(Level.QUORUM))
                .writing(WriteOptions.DEFAULT.level(Level.QUORUM));
    }

    /** The compose file's ports, where clients find the nodes, exchanged for free ones. */
    private static String atPorts(String nodes, List<ComposeFile.Service> services, List<Integer> ports) {
        String result = nodes;
        for (int i = 0; i < services.size(); i++) {
            String published = services.get(i).ports().get(0);
            String outside = published.substring(0, published.lastIndexOf(':'));
            assertThat(result).contains(outside);
            result = result.replace(outside, "127.0.0.1:" + ports.get(i));
        }
        return result;
    }

    @AfterAll
    static void removeAll() {
        if (client != null) {
            client.close();
        }
        NODES.forEach(NodeContainer::stop);
        if (network != null) {
            network.close();
        }
    }

    @Test
    void quorumsAnswerWithOneContainerPausedAndOneKilledAndAllConvergeAfterwards() {
        write("before");
        NodeContainer paused = NODES.get(1);
        NodeContainer killed = NODES.get(2);
        paused.pause();
        killed.kill();

        expect("before");
        write("meanwhile");
        expect("meanwhile");
        delete("gone");

        paused.unpause();
        killed.startAgain();
        await().atMost(PATIENCE).until(() -> paused.isServing() && killed.isServing());
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (String key : keys("key")) {
                assertThat(versionsByReplica(key)).hasSize(NODES.size()).allMatch(List.of("meanwhile " + key)::equals);
            }
            for (String key : keys("gone")) {
                assertThat(versionsByReplica(key)).hasSize(NODES.size()).allMatch(List::isEmpty);
            }
        });
    }

    @Test
    void aTerminatedContainerDrainsAndComesBackWithItsData() {
        NodeContainer node = NODES.get(4);
        bucket.put("drained", "value");
        // 137 and more would say that the engine had to kill it.
        assertThat(node.terminate()).isIn(0L, 143L);
        assertThat(bucket.get("drained").get()).isEqualTo("value");
        node.startAgain();
        await().atMost(PATIENCE).until(node::isServing);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(versionsByReplica("drained"))
                        .hasSize(NODES.size())
                        .allMatch(List.of("value")::equals));
    }

    @Test
    void theNodeIsNotRootAndCannotWriteOutsideItsData() throws IOException, InterruptedException {
        NodeContainer node = NODES.get(0);
        Container.ExecResult user = node.execInContainer("bash", "-c", "echo $UID");
        assertThat(user.getStdout().strip()).isEqualTo("10001");
        assertThat(node.execInContainer("bash", "-c", "echo > /opt/kvorum/x").getExitCode())
                .isNotZero();
        assertThat(node.execInContainer("bash", "-c", "echo > /data/x").getExitCode())
                .isZero();
    }

    private static List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(prefix + "-" + i);
        }
        return keys;
    }

    private static void write(String word) {
        inParallel(
                keys("key").stream().map(key -> replace(key, word + " " + key)).toList());
        inParallel(
                keys("gone").stream().map(key -> replace(key, word + " " + key)).toList());
    }

    /** What the read showed is replaced: no siblings. */
    private static CompletableFuture<?> replace(String key, String value) {
        return bucket.getAsync(key)
                .thenCompose(found -> bucket.putAsync(
                        key, value, WriteOptions.DEFAULT.level(Level.QUORUM).context(found.context())))
                .toCompletableFuture();
    }

    private static void delete(String prefix) {
        inParallel(keys(prefix).stream()
                .map(key -> bucket.deleteAsync(key).toCompletableFuture())
                .toList());
    }

    private static void expect(String word) {
        Map<String, CompletableFuture<Value<String>>> reads = new LinkedHashMap<>();
        keys("key").forEach(key -> reads.put(key, bucket.getAsync(key).toCompletableFuture()));
        reads.forEach((key, read) -> assertThat(read.join().get()).isEqualTo(word + " " + key));
    }

    private static void inParallel(List<? extends CompletableFuture<?>> operations) {
        CompletableFuture.allOf(operations.toArray(CompletableFuture[]::new)).join();
    }

    /** By node that answered, the values of its live writes. A write that was retried elsewhere can have two dots, and is one. */
    private static List<List<String>> versionsByReplica(String key) {
        List<List<String>> versions = new ArrayList<>();
        for (var replica : bucket.explain(key).replicas()) {
            if (replica.answered()) {
                Map<WriteId, String> byWrite = new LinkedHashMap<>();
                replica.versions()
                        .forEach(version ->
                                byWrite.put(version.writeId(), version.value().toUtf8()));
                versions.add(List.copyOf(byWrite.values()));
            }
        }
        return versions;
    }
}
