package io.kvorum.harness.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kvorum.client.BadRequest;
import io.kvorum.client.Bucket;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.Level;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.codec.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TtlIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    /** The removal waits for the bound of clocks, 10 seconds, and for the clocks themselves. */
    @Test
    @Timeout(300)
    void aValueWithATtlIsHiddenAndThenRemovedAtAllReplicas() throws Exception {
        try (LocalCluster cluster = LocalCluster.createDirect(ClusterSpec.of(3, 1, folder.resolve("cluster")))) {
            cluster.startAll();
            cluster.awaitReady(PATIENCE);
            try (KvorumClient client = KvorumClient.builder()
                    .endpoints(cluster.plan().endpoints().stream()
                            .map(Endpoint::parse)
                            .toList())
                    .deadline(Duration.ofSeconds(30))
                    .build()) {
                client.admin().createBucket("sessions", Map.of("ttl", "1h"));
                follow(client.bucket("sessions"));
            }
        }
    }

    private static void follow(Bucket<Bytes, Bytes> sessions) {
        Bytes key = Bytes.ofUtf8("short");
        WriteOptions all = WriteOptions.DEFAULT.level(Level.ALL);
        Instant began = Instant.now();
        sessions.put(key, Bytes.ofUtf8("v"), all.ttl(Duration.ofSeconds(3)));
        sessions.put(Bytes.ofUtf8("long"), Bytes.ofUtf8("w"), all);
        assertThat(sessions.get(key).get()).isEqualTo(Bytes.ofUtf8("v"));
        assertThat(sessions.siblings(key).versions().get(0).expiresAt().orElseThrow())
                .isBetween(began.plusSeconds(2), began.plusSeconds(10));
        await().atMost(PATIENCE).until(() -> !sessions.get(key).isPresent());
        await().atMost(PATIENCE)
                .until(() -> sessions.explain(key).replicas().stream()
                        .allMatch(replica ->
                                replica.answered() && replica.versions().isEmpty()));
        assertThat(sessions.siblings(Bytes.ofUtf8("long"))
                        .versions()
                        .get(0)
                        .expiresAt()
                        .orElseThrow())
                .isAfter(began.plusSeconds(3_500));
        assertThatThrownBy(() -> sessions.put(key, Bytes.EMPTY, all.ttl(Duration.ZERO)))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("from 1 ms to 3650 days");
    }
}
