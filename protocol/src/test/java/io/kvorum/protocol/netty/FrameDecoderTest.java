package io.kvorum.protocol.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameCodec;
import io.kvorum.protocol.frame.FrameKind;
import io.kvorum.protocol.frame.FrameResult;
import io.kvorum.protocol.frame.RejectedFrame;
import io.kvorum.protocol.frame.RejectedFrame.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private static final int LIMIT = 1 << 16;

    @Test
    void framesSurviveAnyCutOfTheStream() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<Frame> sent = new ArrayList<>();
            ByteBuf stream = Unpooled.buffer();
            for (int i = 0; i < 1 + random.nextInt(5); i++) {
                Frame frame = randomFrame(random);
                sent.add(frame);
                stream.writeBytes(encode(frame));
            }
            List<FrameResult> got = feed(new FrameDecoder(LIMIT), stream, random);
            assertThat(got).hasSameSizeAs(sent);
            for (int i = 0; i < sent.size(); i++) {
                assertThat(got.get(i)).isInstanceOfSatisfying(Frame.class, same(sent.get(i)));
            }
        }
    }

    @Test
    void aFrameLongerThanTheLimitIsRefusedBeforeItIsBuffered() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
        channel.writeInbound(Unpooled.buffer().writeInt(FrameCodec.MAX_HELLO_FRAME_BYTES + 1));
        RejectedFrame rejected = channel.readInbound();
        assertThat(rejected.problem()).isEqualTo(Problem.TOO_LARGE);
        assertThat(rejected.fatal()).isTrue();
        channel.writeInbound(Unpooled.wrappedBuffer(encode(Frame.of(FrameKind.PING, 1, Frame.NO_BODY))));
        assertThat(channel.inboundMessages())
                .as("after a fatal frame nothing is read")
                .isEmpty();
    }

    @Test
    void aNegativeOrTooSmallLengthIsRefused() {
        for (int length : new int[] {Integer.MIN_VALUE, -1, 0, FrameCodec.HEADER_BYTES - 1}) {
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(LIMIT));
            channel.writeInbound(Unpooled.buffer().writeInt(length));
            RejectedFrame rejected = channel.readInbound();
            assertThat(rejected.problem()).isEqualTo(Problem.LENGTH_TOO_SMALL);
        }
    }

    @Test
    void anUnknownKindCostsOnlyItsFrame() {
        for (int kind : new int[] {0, 11, 127, 255}) {
            assertSkipped(Problem.UNKNOWN_KIND, kind, 0, 0);
        }
    }

    @Test
    void unknownFlagsAndNegativeDeadlinesCostOnlyTheirFrame() {
        assertSkipped(Problem.UNKNOWN_FLAGS, FrameKind.REQUEST.number(), 0x80, 0);
        assertSkipped(Problem.NEGATIVE_DEADLINE, FrameKind.REQUEST.number(), 0, -1);
    }

    @Test
    void theLimitCanBeRaisedBetweenTwoFrames() {
        FrameDecoder decoder = new FrameDecoder(FrameCodec.HEADER_BYTES);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        channel.writeInbound(Unpooled.wrappedBuffer(encode(Frame.of(FrameKind.PING, 1, Frame.NO_BODY))));
        decoder.maxFrameBytes(FrameCodec.HEADER_BYTES + 1);
        channel.writeInbound(Unpooled.wrappedBuffer(encode(Frame.of(FrameKind.REQUEST, 2, new byte[1]))));
        assertThat(((Frame) channel.readInbound()).streamId()).isEqualTo(1);
        assertThat(((Frame) channel.readInbound()).streamId()).isEqualTo(2);
    }

    @Test
    void mutatedAndRandomBytesNeverThrowNorMakeMoreThanWasSent() {
        Random random = new Random(2);
        int rejected = 0;
        int accepted = 0;
        for (int round = 0; round < 3_000; round++) {
            ByteBuf stream = Unpooled.buffer();
            if (random.nextInt(4) == 0) {
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                stream.writeBytes(noise);
            } else {
                for (int i = 0; i < 4; i++) {
                    stream.writeBytes(encode(randomFrame(random)));
                }
                for (int i = 0; i < 1 + random.nextInt(4); i++) {
                    stream.setByte(random.nextInt(stream.writerIndex()), random.nextInt(256));
                }
            }
            int sentBytes = stream.readableBytes();
            long bodyBytes = 0;
            for (FrameResult result : feed(new FrameDecoder(LIMIT), stream, random)) {
                switch (result) {
                    case Frame frame -> {
                        accepted++;
                        bodyBytes += frame.body().length;
                    }
                    case RejectedFrame ignored -> rejected++;
                }
            }
            assertThat(bodyBytes).isLessThanOrEqualTo(sentBytes);
        }
        assertThat(rejected).as("the mutations reach the checks").isGreaterThan(500);
        assertThat(accepted).isGreaterThan(500);
    }

    private static void assertSkipped(Problem problem, int kind, int flags, int deadlineMillis) {
        ByteBuf stream = Unpooled.buffer();
        stream.writeInt(FrameCodec.HEADER_BYTES + 3)
                .writeByte(kind)
                .writeByte(flags)
                .writeLong(77);
        stream.writeInt(deadlineMillis).writeZero(3);
        stream.writeBytes(encode(Frame.of(FrameKind.PING, 78, Frame.NO_BODY)));
        List<FrameResult> got = feed(new FrameDecoder(LIMIT), stream, new Random(3));
        assertThat(got).hasSize(2);
        assertThat(got.get(0)).isInstanceOfSatisfying(RejectedFrame.class, rejected -> {
            assertThat(rejected.problem()).isEqualTo(problem);
            assertThat(rejected.streamId()).isEqualTo(77);
            assertThat(rejected.fatal()).isFalse();
        });
        assertThat(got.get(1))
                .isInstanceOfSatisfying(
                        Frame.class, frame -> assertThat(frame.streamId()).isEqualTo(78));
    }

    /** Writes the stream in random pieces. */
    private static List<FrameResult> feed(FrameDecoder decoder, ByteBuf stream, Random random) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        while (stream.isReadable()) {
            channel.writeInbound(stream.readBytes(1 + random.nextInt(stream.readableBytes())));
        }
        stream.release();
        List<FrameResult> results = new ArrayList<>();
        for (FrameResult result = channel.readInbound(); result != null; result = channel.readInbound()) {
            results.add(result);
        }
        channel.finishAndReleaseAll();
        return results;
    }

    private static Frame randomFrame(Random random) {
        byte[] body = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(200)];
        random.nextBytes(body);
        FrameKind kind = FrameKind.of(1 + random.nextInt(10)).orElseThrow();
        return new Frame(kind, random.nextLong(), random.nextInt(Integer.MAX_VALUE), body);
    }

    private static byte[] encode(Frame frame) {
        EmbeddedChannel channel = new EmbeddedChannel(FrameEncoder.INSTANCE);
        channel.writeOutbound(frame);
        ByteBuf bytes = channel.readOutbound();
        byte[] array = new byte[bytes.readableBytes()];
        bytes.readBytes(array);
        bytes.release();
        return array;
    }

    private static java.util.function.Consumer<Frame> same(Frame expected) {
        return frame -> {
            assertThat(frame.kind()).isEqualTo(expected.kind());
            assertThat(frame.streamId()).isEqualTo(expected.streamId());
            assertThat(frame.deadlineMillis()).isEqualTo(expected.deadlineMillis());
            assertThat(frame.body()).isEqualTo(expected.body());
        };
    }
}
