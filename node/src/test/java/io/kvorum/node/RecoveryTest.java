package io.kvorum.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.node.storage.DurableLog;
import io.kvorum.node.storage.StorageFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    @TempDir
    Path directory;

    @Test
    void whenAllNodesAreKilledAtOnceNothingAcknowledgedIsLost() {
        try (TestCluster cluster = new TestCluster(directory, 3, Map.of()).startAll()) {
            int written = 0;
            for (int round = 0; round < 3; round++) {
                cluster.awaitReady();
                try (TestClient client = cluster.client(1 + round)) {
                    for (int i = 0; i < 30; i++) {
                        assertThat(client.put("key" + written++, "v").hasWritten())
                                .isTrue();
                    }
                }
                for (int number = 1; number <= 3; number++) {
                    cluster.kill(number);
                }
                cluster.startAll();
            }
            cluster.awaitReady();
            try (TestClient client = cluster.client(2)) {
                for (int i = 0; i < written; i++) {
                    assertThat(client.get("key" + i).getFound().getVersionsCount())
                            .as("key%s", i)
                            .isEqualTo(1);
                }
            }
        }
    }

    @Test
    void aStoreThatFellBackInPlaceIsRecognisedByItsPeersAndTakesAFreshActor() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, 3, Map.of()).startAll()) {
            cluster.awaitReady();
            cluster.kill(3);
            Path store = directory.resolve("n3/db");
            Path backup = directory.resolve("backup");
            copy(store, backup);
            cluster.start(3);
            cluster.awaitReady();
            long actor;
            try (TestClient client = cluster.client(3)) {
                actor = OperationsTest.status(client).getActor();
                for (int i = 0; i < 30; i++) {
                    assertThat(client.put("key" + i, "v").hasWritten()).isTrue();
                }
            }
            cluster.kill(3);
            delete(store);
            copy(backup, store);
            cluster.start(3);
            try (TestClient client = cluster.client(3)) {
                await().atMost(TestCluster.PATIENCE)
                        .until(() -> OperationsTest.status(client).getActor() != actor);
                cluster.awaitReady();
                assertThat(client.put("after", "v").hasWritten()).isTrue();
                for (int i = 0; i < 30; i++) {
                    assertThat(client.get("key" + i).getFound().getVersionsCount())
                            .as("key%s", i)
                            .isEqualTo(1);
                }
            }
        }
    }

    @Test
    void anFsyncThatFailsStopsTheNodeAndAcknowledgesNothing() throws Exception {
        TestCluster cluster = new TestCluster(directory, 1, Map.of());
        boolean[] broken = new boolean[1];
        KvorumNode node = KvorumNode.start(cluster.config(1, Map.of()), log -> new DurableLog() {
            @Override
            public void sync() {
                if (broken[0]) {
                    throw new StorageFailure(StorageFailure.Kind.IO, "planned", new IOException("planned"));
                }
                log.sync();
            }

            @Override
            public long sequence() {
                return log.sequence();
            }
        });
        await().atMost(TestCluster.PATIENCE).until(() -> node.notReady().isEmpty());
        boolean acknowledged = true;
        try (TestClient client = TestClient.connect(node.port())) {
            assertThat(client.put("before", "v").hasWritten()).isTrue();
            broken[0] = true;
            acknowledged = client.put("after", "v").hasWritten();
        } catch (UncheckedIOException e) {
            acknowledged = false;
        }
        assertThat(acknowledged).isFalse();
        Optional<NodeRefusal> reason =
                node.ended().toCompletableFuture().get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(reason).isPresent();
        assertThat(reason.get().exitCode()).isEqualTo(ExitCode.DISK_FAILED);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
