package io.kvorum.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.fake.FakeCluster;
import io.kvorum.client.fake.FakeNode;
import io.kvorum.client.fake.Reply;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameKind;
import io.kvorum.protocol.netty.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FuzzTest {
    @Test
    void whateverANodeSendsOperationsEndAndTheClientStaysUseful() {
        Random random = new Random(5);
        int failed = 0;
        int succeeded = 0;
        try (FakeCluster cluster = new FakeCluster(2);
                KvorumClient client =
                        cluster.connect(cluster.client().retryShare(1).attemptTimeout(Duration.ofMillis(20)))) {
            FakeNode mad = cluster.firstReplica("k");
            mad.script(request -> nonsense(cluster, random));
            cluster.secondReplica("k")
                    .script(request -> request.hasRead()
                            ? new Reply.After(5, cluster.replyFound("v"))
                            : new Reply.After(5, cluster.answer(request)));
            Bucket<String, String> bucket = client.bucket("b", Codec.utf8(), Codec.utf8())
                    .reading(ReadOptions.DEFAULT.deadline(Duration.ofMillis(300)))
                    .writing(WriteOptions.DEFAULT.deadline(Duration.ofMillis(300)));
            for (int i = 0; i < 200; i++) {
                try {
                    switch (i % 3) {
                        case 0 -> bucket.siblings("k");
                        case 1 -> bucket.put("k", "v");
                        default -> bucket.multiGet(List.of("k", "l"));
                    }
                    succeeded++;
                } catch (KvorumException e) {
                    failed++;
                }
            }
            assertThat(client.counts().retries())
                    .as("nonsense was noticed, %d operations failed", failed)
                    .isPositive();
            assertThat(succeeded).isPositive();
            mad.script(cluster::answer);
            bucket.put("k", "v", WriteOptions.DEFAULT.deadline(Duration.ofSeconds(30)));
            assertThat(client.counts().inFlight()).isZero();
        }
    }

    private static Reply nonsense(FakeCluster cluster, Random random) {
        byte[] body =
                Response.newBuilder().setFound(cluster.found("a", "b")).build().toByteArray();
        for (int i = 0; i < 3 && body.length > 0; i++) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        Frame frame = Frame.of(
                random.nextInt(3) == 0 ? FrameKind.of(1 + random.nextInt(10)).orElseThrow() : FrameKind.RESPONSE,
                1 + random.nextInt(40),
                body);
        EmbeddedChannel channel = new EmbeddedChannel(FrameEncoder.INSTANCE);
        channel.writeOutbound(frame);
        ByteBuf encoded = channel.readOutbound();
        byte[] bytes = ByteBufUtil.getBytes(encoded);
        encoded.release();
        if (random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return switch (random.nextInt(4)) {
            case 0 -> new Reply.Close();
            case 1 -> cluster.replyFound("v");
            default -> new Reply.Noise(bytes);
        };
    }
}
