package io.kvorum.harness.live;

import io.kvorum.client.Codec;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.crdt.codec.Bytes;
import java.nio.file.Path;
import java.time.Duration;

/** What tests against three real nodes begin with. */
public final class ThreeNodes {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Of values that tests count with. */
    public static final Codec<Long> NUMBERS =
            Codec.of(number -> Bytes.ofUtf8(Long.toString(number)), bytes -> Long.parseLong(bytes.toUtf8()));

    private ThreeNodes() {}

    /** Starts them in a folder of this one, and waits until they serve. To be closed. */
    public static LocalCluster start(Path folder) throws Exception {
        LocalCluster cluster = LocalCluster.createDirect(ClusterSpec.of(3, 1, folder.resolve("cluster")));
        cluster.startAll();
        cluster.awaitReady(PATIENCE);
        return cluster;
    }

    /** @param deadline of each operation */
    public static KvorumClient connect(LocalCluster cluster, Duration deadline) {
        return KvorumClient.builder()
                .endpoints(
                        cluster.plan().endpoints().stream().map(Endpoint::parse).toList())
                .deadline(deadline)
                .build();
    }
}
