package io.kvorum.harness.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.live.proxy.Link;
import io.kvorum.harness.live.proxy.LinkState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Bytes KEY = Bytes.ofUtf8("key");

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void aDetachedClusterIsFoundBrokenAndHealedByLaterCommands() throws Exception {
        Path directory = folder.resolve("cluster");
        LocalCluster cluster = LocalCluster.createDetached(ClusterSpec.of(3, 1, directory));
        try {
            cluster.startAll();
            cluster.awaitReady(PATIENCE);
            LocalCluster later = LocalCluster.open(directory);
            assertThat(later.plan()).isEqualTo(cluster.plan());
            assertThat(later.state(1)).isEqualTo(NodeState.READY);

            try (KvorumClient client = connect(later)) {
                client.bucket("default").put(KEY, Bytes.ofUtf8("one"));
                later.pause(1);
                assertThat(later.state(1)).isEqualTo(NodeState.PAUSED);
                later.kill(2);
                assertThat(later.state(2)).isEqualTo(NodeState.DOWN);
                later.resume(1);
                later.wipe(2);
                assertThat(client.bucket("default").get(KEY).get()).isEqualTo(Bytes.ofUtf8("one"));
                later.start(2);
                later.awaitReady(2, PATIENCE);
                assertThatThrownBy(() -> later.wipe(2)).isInstanceOf(IllegalStateException.class);
            }
            later.network().partition(Set.of(1), Set.of(2, 3), new LinkState.Cut());
            assertThat(later.network().faults()).containsEntry("1>2", "cut").hasSize(4);
            later.network().set(new Link(2, 3), new LinkState.Slow(Duration.ofMillis(5)));
            later.network().heal();
            assertThat(later.network().faults()).isEmpty();
            assertThat(later.terminate(3, PATIENCE)).isTrue();
        } finally {
            cluster.shutDown(Duration.ofSeconds(20));
        }
        assertThat(cluster.plan().nodes()).allMatch(node -> cluster.state(node.number()) == NodeState.DOWN);
        cluster.delete();
        assertThat(Files.exists(directory)).isFalse();
    }

    @Test
    void aDirectoryThatHasAClusterGetsNoSecondOne() throws Exception {
        try (LocalCluster first = LocalCluster.create(ClusterSpec.of(3, 2, folder))) {
            assertThat(first.plan().nodes())
                    .extracting(ClusterPlan.Node::region)
                    .containsExactly("eu", "us", "eu");
            assertThatThrownBy(() -> LocalCluster.create(ClusterSpec.of(3, 1, folder)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @Timeout(300)
    void aClusterWithoutProxiesServesAndLeavesNoProcessToWhoIsInterrupted() throws Exception {
        LocalCluster cluster = LocalCluster.createDirect(ClusterSpec.of(3, 1, folder.resolve("cluster")));
        try (cluster) {
            cluster.startAll();
            cluster.awaitReady(PATIENCE);
            try (KvorumClient client = connect(cluster)) {
                client.bucket("default").put(KEY, Bytes.ofUtf8("one"));
                assertThat(client.bucket("default").get(KEY).get()).isEqualTo(Bytes.ofUtf8("one"));
            }
            assertThatThrownBy(() -> cluster.network().set(new Link(1, 2), new LinkState.Cut()))
                    .isInstanceOf(IllegalStateException.class);
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cluster.plan().nodes()).allMatch(node -> cluster.state(node.number()) == NodeState.DOWN);
    }

    private static KvorumClient connect(LocalCluster cluster) {
        return KvorumClient.builder()
                .endpoints(
                        cluster.plan().endpoints().stream().map(Endpoint::parse).toList())
                .deadline(Duration.ofSeconds(30))
                .build();
    }
}
