package io.kvorum.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.GoAway;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameCodec;
import io.kvorum.protocol.frame.FrameKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent to the open port, the node stays useful to the next client. */
class PortFuzzTest {
    @TempDir
    Path directory;

    private TestCluster cluster;

    @BeforeEach
    void start() {
        cluster = new TestCluster(directory, 1, Map.of("limits.maxInFlightPerConnection", 4)).startAll();
        cluster.awaitReady();
    }

    @AfterEach
    void stop() {
        assertThat(cluster.node(1).ended().toCompletableFuture()).isNotDone();
        try (TestClient client = cluster.client(1)) {
            assertThat(client.put("still", "useful").hasWritten()).isTrue();
        }
        cluster.close();
    }

    @Test
    void randomBytesCostOnlyTheirConnection() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[1 + random.nextInt(300)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                // A length that is believed, so that the bytes are taken for a frame.
                ByteBuffer.wrap(bytes).putInt(0, Math.max(14, bytes.length - 4));
            }
            sendAndForget(false, bytes);
        }
    }

    @Test
    void mutatedFramesCostAtMostTheirConnection() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 300; i++) {
            FrameKind kind = FrameKind.values()[random.nextInt(FrameKind.values().length)];
            byte[] body = new byte[random.nextInt(60)];
            random.nextBytes(body);
            byte[] frame = bytes(Frame.of(kind, random.nextLong(), body));
            for (int flips = random.nextInt(3); flips > 0; flips--) {
                frame[4 + random.nextInt(frame.length - 4)] = (byte) random.nextInt();
            }
            sendAndForget(random.nextBoolean(), frame);
        }
    }

    @Test
    void mutatedRequestsOnOneConnectionAreEachAnsweredOrCostTheConnection() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        int answered = 0;
        for (int i = 0; i < 300; i++) {
            byte[] body = Request.newBuilder()
                    .setRequestId(i)
                    .setRead(io.kvorum.protocol.client.ReadRequest.newBuilder().setBucket("default"))
                    .build()
                    .toByteArray();
            body[random.nextInt(body.length)] = (byte) random.nextInt();
            try (TestClient client = cluster.client(1)) {
                client.send(new Frame(FrameKind.REQUEST, i, 1_000, body));
                Frame frame = client.receive();
                assertThat(frame.kind()).isEqualTo(FrameKind.RESPONSE);
                assertThat(frame.streamId()).isEqualTo(i);
                answered++;
            }
        }
        assertThat(answered).isEqualTo(300);
    }

    @Test
    void aMalformedRequestHasAStableCodeAndTheConnectionGoesOn() throws IOException {
        try (TestClient client = cluster.client(1)) {
            client.send(Frame.of(FrameKind.REQUEST, 99, new byte[] {(byte) 0xFF, (byte) 0xFF}));
            Response refused = Response.parseFrom(client.receive().body());
            assertThat(refused.getFailed().getCode()).isEqualTo(ErrorCode.ERROR_CODE_BAD_REQUEST);
            client.sendRaw(new byte[] {0, 0, 0, 14, 77, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0});
            Frame unknownKind = client.receive();
            assertThat(unknownKind.streamId()).isEqualTo(5);
            assertThat(Response.parseFrom(unknownKind.body()).getFailed().getCode())
                    .isEqualTo(ErrorCode.ERROR_CODE_BAD_REQUEST);
            Response unknown = client.ask(Request.newBuilder().setRequestId(8).build());
            assertThat(unknown.getFailed().getCode()).isEqualTo(ErrorCode.ERROR_CODE_NOT_SUPPORTED);
            assertThat(unknown.getFailed().getRequestId()).isEqualTo(8);
            assertThat(client.put("a", "1").hasWritten()).isTrue();
        }
    }

    @Test
    void anOversizedFrameIsRefusedBeforeItIsBuffered() throws IOException {
        try (TestClient client = cluster.client(1)) {
            client.sendRaw(new byte[] {0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF});
            Frame refused = client.receive();
            assertThat(refused.kind()).isEqualTo(FrameKind.GO_AWAY);
            assertThat(GoAway.parseFrom(refused.body()).getCode()).isEqualTo(ErrorCode.ERROR_CODE_BAD_REQUEST);
        }
        // Before the hello a stranger may not even announce what a client may send.
        try (TestClient stranger = TestClient.open(cluster.node(1).port())) {
            stranger.sendRaw(ByteBuffer.allocate(4)
                    .putInt(FrameCodec.MAX_HELLO_FRAME_BYTES + 1)
                    .array());
            assertThat(stranger.receive().kind()).isEqualTo(FrameKind.GO_AWAY);
        }
    }

    @Test
    void aPeersMessagesWithoutAHandshakeAreRefused() throws IOException {
        for (FrameKind kind : List.of(FrameKind.PEER_MESSAGES, FrameKind.PEER_HELLO, FrameKind.REQUEST)) {
            try (TestClient stranger = TestClient.open(cluster.node(1).port())) {
                stranger.send(Frame.of(kind, 0, new byte[] {1, 2, 3}));
                assertThat(stranger.receive().kind()).isEqualTo(FrameKind.GO_AWAY);
            }
        }
    }

    @Test
    void aClientThatDoesNotReadIsNotReadFromAndOthersDoNotNotice() throws IOException {
        List<TestClient> greedy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TestClient client = cluster.client(1);
            greedy.add(client);
            for (int request = 0; request < 50; request++) {
                byte[] body = Request.newBuilder()
                        .setTopology(io.kvorum.protocol.client.TopologyRequest.getDefaultInstance())
                        .build()
                        .toByteArray();
                client.send(Frame.of(FrameKind.REQUEST, request, body));
            }
        }
        try (TestClient other = cluster.client(1)) {
            assertThat(other.put("other", "1").hasWritten()).isTrue();
        }
        // More than may be in flight was sent: all of it is answered as soon as the client reads.
        for (TestClient client : greedy) {
            for (int request = 0; request < 50; request++) {
                assertThat(client.receive().kind()).isEqualTo(FrameKind.RESPONSE);
            }
            client.close();
        }
        await().atMost(TestCluster.PATIENCE)
                .until(() -> cluster.node(1).metrics().contains("kvorum_client_connections 0"));
    }

    private void sendAndForget(boolean greet, byte[] bytes) throws IOException {
        try (TestClient client =
                greet ? cluster.client(1) : TestClient.open(cluster.node(1).port())) {
            client.sendRaw(bytes);
        }
    }

    private static byte[] bytes(Frame frame) {
        return ByteBuffer.allocate(FrameCodec.LENGTH_BYTES + FrameCodec.length(frame))
                .putInt(FrameCodec.length(frame))
                .put((byte) frame.kind().number())
                .put((byte) 0)
                .putLong(frame.streamId())
                .putInt(frame.deadlineMillis())
                .put(frame.body())
                .array();
    }
}
