package io.kvorum.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.kvorum.protocol.client.Bucket;
import io.kvorum.protocol.client.CreateBucketRequest;
import io.kvorum.protocol.client.DrainRequest;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.ExplainRequest;
import io.kvorum.protocol.client.ListHintsRequest;
import io.kvorum.protocol.client.MultiFound;
import io.kvorum.protocol.client.MultiReadRequest;
import io.kvorum.protocol.client.NodeStatus;
import io.kvorum.protocol.client.NodeStatusRequest;
import io.kvorum.protocol.client.Outcome;
import io.kvorum.protocol.client.PauseHintsRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.ScanLocalRequest;
import io.kvorum.protocol.client.ShardState;
import io.kvorum.protocol.client.Topology;
import io.kvorum.protocol.client.TopologyRequest;
import io.kvorum.protocol.client.WriteRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the protocol, against three nodes. */
class OperationsTest {
    @TempDir
    static Path directory;

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new TestCluster(directory, 3, Map.of("limits.maxKeysPerRequest", 40)).startAll();
        cluster.awaitReady();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aBucketThatWasCreatedThroughOneNodeIsSoonKnownToAll() {
        Request create = Request.newBuilder()
                .setCreateBucket(CreateBucketRequest.newBuilder().setName("new").putProperties("w", "all"))
                .build();
        try (TestClient third = cluster.client(3);
                TestClient second = cluster.client(2)) {
            Response created = third.ask(create);
            assertThat(created.hasBucketChanged()).as("%s", created).isTrue();
            await().atMost(TestCluster.PATIENCE)
                    .until(() -> topology(second).getBucketsList().stream()
                            .map(Bucket::getName)
                            .anyMatch("new"::equals));
            Topology topology = topology(second);
            assertThat(topology.getEpoch()).isEqualTo(created.getBucketChanged().getEpoch());
            assertThat(topology.getBuckets(1).getPropertiesMap()).containsEntry("w", "all");
            assertThat(topology.getRings(0).getReplicasCount()).isEqualTo(topology.getSlots());
            Response written = second.ask(Request.newBuilder()
                    .setWrite(WriteRequest.newBuilder()
                            .setBucket("new")
                            .setKey(ByteString.copyFromUtf8("k"))
                            .setValue(ByteString.EMPTY)
                            .setWriteId(TestClient.nextWriteId()))
                    .build());
            assertThat(written.getWritten().getReceipt().getPrimariesCount()).isEqualTo(3);
        }
    }

    @Test
    void manyKeysAreReadInTheOrderOfTheRequestWhateverTheirShard() {
        try (TestClient client = cluster.client(1)) {
            MultiReadRequest.Builder keys = MultiReadRequest.newBuilder().setBucket("default");
            for (int i = 0; i < 40; i++) {
                if (i % 4 != 0) {
                    assertThat(client.put("multi" + i, "v" + i).hasWritten()).isTrue();
                }
                keys.addItems(MultiReadRequest.Item.newBuilder().setKey(ByteString.copyFromUtf8("multi" + i)));
            }
            MultiFound found =
                    client.ask(Request.newBuilder().setMultiRead(keys).build()).getMultiFound();
            assertThat(found.getItemsCount()).isEqualTo(40);
            for (int i = 0; i < 40; i++) {
                assertThat(found.getItems(i).getFound().getVersionsList())
                        .extracting(version -> version.getValue().toStringUtf8())
                        .isEqualTo(i % 4 == 0 ? List.of() : List.of("v" + i));
            }
            keys.addItems(MultiReadRequest.Item.getDefaultInstance());
            assertThat(client.ask(Request.newBuilder().setMultiRead(keys).build())
                            .getFailed()
                            .getCode())
                    .isEqualTo(ErrorCode.ERROR_CODE_BAD_REQUEST);
            assertThat(client.ask(Request.newBuilder()
                                    .setMultiRead(MultiReadRequest.getDefaultInstance())
                                    .build())
                            .hasMultiFound())
                    .isTrue();
        }
    }

    @Test
    void aNodeTellsTheStateOfAllItsShardsAndPeers() {
        try (TestClient client = cluster.client(2)) {
            await().atMost(TestCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(status(client).getPeersList())
                            .extracting("node_", "up_")
                            .containsExactly(tuple(1, true), tuple(3, true)));
            NodeStatus status = status(client);
            assertThat(status.getNode()).isEqualTo(2);
            assertThat(status.getShardsList()).extracting(ShardState::getShard).containsExactly(0, 1);
            assertThat(status.getShardsList().stream()
                            .mapToInt(ShardState::getPartitions)
                            .sum())
                    .isEqualTo(16);
        }
    }

    @Test
    void hintsArePausedAndListedOnAllShards() {
        try (TestClient client = cluster.client(1)) {
            for (boolean paused : new boolean[] {true, false}) {
                Request pause = Request.newBuilder()
                        .setPauseHints(PauseHintsRequest.newBuilder().setPaused(paused))
                        .build();
                assertThat(client.ask(pause).hasDone()).isTrue();
                assertThat(status(client).getShardsList())
                        .allMatch(shard -> shard.getHintsPaused() == paused, "paused " + paused);
            }
            Request list = Request.newBuilder()
                    .setListHints(ListHintsRequest.newBuilder().setLimit(10))
                    .build();
            assertThat(client.ask(list).hasHints()).isTrue();
        }
    }

    @Test
    void aKeyIsExplainedAndFoundInAScanOfItsPartition() {
        try (TestClient client = cluster.client(1)) {
            assertThat(client.put("explained", "x").hasWritten()).isTrue();
            Request explain = Request.newBuilder()
                    .setExplain(ExplainRequest.newBuilder()
                            .setBucket("default")
                            .setKey(ByteString.copyFromUtf8("explained")))
                    .build();
            Response explained = client.ask(explain);
            assertThat(explained.getExplained().getReplicasCount()).isEqualTo(3);
            Request scan = Request.newBuilder()
                    .setScanLocal(ScanLocalRequest.newBuilder()
                            .setPartition(explained.getExplained().getPartition())
                            .setLimit(100))
                    .build();
            await().atMost(TestCluster.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(client.ask(scan).getScanned().getRowsList())
                                    .extracting(row -> row.getKey().toStringUtf8())
                                    .contains("explained"));
        }
    }

    @Test
    void badRequestsHaveStableCodesAndChangeNothing() {
        try (TestClient client = cluster.client(1)) {
            Response empty = client.put("", "x");
            assertThat(empty.getFailed().getCode()).isEqualTo(ErrorCode.ERROR_CODE_BAD_REQUEST);
            assertThat(empty.getFailed().getOutcome()).isEqualTo(Outcome.OUTCOME_NOT_APPLIED);
            assertThat(empty.getFailed().getRequestId()).isEqualTo(7);
            Response unknown = client.ask(Request.newBuilder()
                    .setWrite(WriteRequest.newBuilder()
                            .setBucket("nowhere")
                            .setKey(ByteString.copyFromUtf8("k"))
                            .setWriteId(TestClient.nextWriteId()))
                    .build());
            assertThat(unknown.getFailed().getCode()).isEqualTo(ErrorCode.ERROR_CODE_UNKNOWN_BUCKET);
            Response level = client.ask(Request.newBuilder()
                    .setWrite(WriteRequest.newBuilder()
                            .setBucket("default")
                            .setKey(ByteString.copyFromUtf8("k"))
                            .setLevel("most")
                            .setWriteId(TestClient.nextWriteId()))
                    .build());
            assertThat(level.getFailed().getCode()).isEqualTo(ErrorCode.ERROR_CODE_BAD_REQUEST);
            assertThat(client.put("k".repeat(5_000), "x").getFailed().getCode())
                    .isEqualTo(ErrorCode.ERROR_CODE_BAD_REQUEST);
        }
    }

    @Test
    void aNodeThatIsToldToDrainAnswersAndEnds() throws Exception {
        Path other = directory.resolve("drained");
        try (TestCluster single = new TestCluster(other, 1, Map.of()).startAll()) {
            single.awaitReady();
            try (TestClient client = single.client(1)) {
                assertThat(client.put("kept", "1").hasWritten()).isTrue();
                assertThat(client.ask(Request.newBuilder()
                                        .setDrain(DrainRequest.getDefaultInstance())
                                        .build())
                                .hasDone())
                        .isTrue();
            }
            assertThat(single.node(1)
                            .ended()
                            .toCompletableFuture()
                            .get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEmpty();
            assertThat(single.node(1).notReady()).contains("draining");
        }
    }

    private static Topology topology(TestClient client) {
        return client.ask(Request.newBuilder()
                        .setTopology(TopologyRequest.getDefaultInstance())
                        .build())
                .getTopology();
    }

    static NodeStatus status(TestClient client) {
        return client.ask(Request.newBuilder()
                        .setNodeStatus(NodeStatusRequest.getDefaultInstance())
                        .build())
                .getNodeStatus();
    }
}
