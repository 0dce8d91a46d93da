package io.kvorum.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.protocol.client.Response;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
    @TempDir
    Path directory;

    @Test
    void threeNodesServeWritesAndReadsAndGoOnWithoutOne() {
        try (TestCluster cluster = new TestCluster(directory, 3, Map.of()).startAll()) {
            cluster.awaitReady();
            try (TestClient first = cluster.client(1);
                    TestClient second = cluster.client(2)) {
                for (int i = 0; i < 50; i++) {
                    assertThat(first.put("key" + i, "value" + i)).matches(Response::hasWritten, "written");
                }
                for (int i = 0; i < 50; i++) {
                    assertThat(value(second, "key" + i)).isEqualTo("value" + i);
                }
                cluster.kill(3);
                await().atMost(TestCluster.PATIENCE)
                        .until(() -> second.put("after", "x").hasWritten());
                for (int i = 0; i < 50; i++) {
                    assertThat(value(second, "key" + i)).isEqualTo("value" + i);
                }
                cluster.start(3);
                cluster.awaitReady();
                try (TestClient third = cluster.client(3)) {
                    assertThat(value(third, "key7")).isEqualTo("value7");
                }
            }
        }
    }

    private static String value(TestClient client, String key) {
        Response response = client.get(key);
        assertThat(response.hasFound()).as("%s", response).isTrue();
        return response.getFound().getVersions(0).getValue().toStringUtf8();
    }
}
