package io.kvorum.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.WriteRequest;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
    private static final int ROUNDS = 50;

    static Stream<Class<?>> messages() {
        return Arrays.stream(PeerMessage.class.getPermittedSubclasses());
    }

    static Stream<Class<?>> requests() {
        return Arrays.stream(ClientRequest.class.getPermittedSubclasses());
    }

    static Stream<Class<?>> replies() {
        return Arrays.stream(ClientReply.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageBetweenNodesComesBackAsItWas(Class<? extends PeerMessage> type) {
        Samples samples = new Samples(1);
        for (int i = 0; i < ROUNDS; i++) {
            PeerMessage message = samples.sample(type);
            assertThat(PeerCodec.decode(PeerCodec.encode(message))).isEqualTo(message);
        }
    }

    @Test
    void aForwardAboutTheNodeAndNoPartitionComesBackAsItWas() {
        PeerMessage forward = new PeerMessage.Forward(1, PeerMessage.NODE, 5, new ClientRequest.DropBucket("b"));
        PeerMessage forwarded = new PeerMessage.Forwarded(1, PeerMessage.NODE, new ClientReply.BucketChanged(2));
        assertThat(PeerCodec.decode(PeerCodec.encode(forward))).isEqualTo(forward);
        assertThat(PeerCodec.decode(PeerCodec.encode(forwarded))).isEqualTo(forwarded);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void everyRequestComesBackAsItWas(Class<? extends ClientRequest> type) throws InvalidProtocolBufferException {
        Samples samples = new Samples(2);
        for (int i = 0; i < ROUNDS; i++) {
            ClientRequest request = samples.sample(type);
            byte[] bytes = RequestCodec.encode(request).toByteArray();
            assertThat(RequestCodec.decode(Request.parseFrom(bytes))).isEqualTo(request);
        }
    }

    @ParameterizedTest
    @MethodSource("replies")
    void everyReplyComesBackAsItWas(Class<? extends ClientReply> type) throws InvalidProtocolBufferException {
        Samples samples = new Samples(3);
        for (int i = 0; i < ROUNDS; i++) {
            ClientReply reply = samples.sample(type);
            byte[] bytes = ReplyEncoder.response(reply).toByteArray();
            assertThat(ReplyDecoder.reply(Response.parseFrom(bytes))).isEqualTo(reply);
        }
    }

    @Test
    void everyCodeAndOutcomeHasItsNameOnTheWire() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(ReplyEncoder.code(code).getNumber()).isPositive();
        }
        for (Outcome outcome : Outcome.values()) {
            assertThat(ReplyEncoder.outcome(outcome).getNumber()).isPositive();
        }
    }

    @Test
    void mutatedMessagesAreDecodedOrRefused() {
        Samples samples = new Samples(4);
        SplittableRandom random = new SplittableRandom(4);
        int[] refused = new int[1];
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = PeerCodec.encode(samples.sample(PeerMessage.class));
            refused[0] += isRefused(mutate(bytes, random), PeerCodec::decode) ? 1 : 0;
        }
        assertThat(refused[0]).isGreaterThan(5_000);
    }

    @Test
    void mutatedRequestsAndRepliesAreDecodedOrRefused() {
        Samples samples = new Samples(5);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 10_000; i++) {
            byte[] request =
                    RequestCodec.encode(samples.sample(ClientRequest.class)).toByteArray();
            isRefused(mutate(request, random), bytes -> RequestCodec.decode(parseRequest(bytes)));
            byte[] reply =
                    ReplyEncoder.response(samples.sample(ClientReply.class)).toByteArray();
            isRefused(mutate(reply, random), bytes -> ReplyDecoder.reply(parseResponse(bytes)));
        }
    }

    @Test
    void randomBytesAreDecodedOrRefused() {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            isRefused(bytes, PeerCodec::decode);
            isRefused(bytes, b -> RequestCodec.decode(parseRequest(b)));
        }
    }

    @Test
    void aRequestWithoutItsPartsSaysWhatIsMissing() {
        Request noWriteId = Request.newBuilder()
                .setWrite(WriteRequest.newBuilder().setBucket("b"))
                .build();
        assertThatThrownBy(() -> RequestCodec.decode(noWriteId))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("write id");
        assertThatThrownBy(() -> RequestCodec.decodeLevel("most")).hasMessageContaining("unknown level \"most\"");
    }

    /** Anything but a clean refusal fails the test. */
    private static boolean isRefused(byte[] bytes, Consumer<byte[]> decode) {
        try {
            decode.accept(bytes);
            return false;
        } catch (MalformedBytesException e) {
            assertThat(e.getMessage()).isNotBlank();
            return true;
        }
    }

    private static byte[] mutate(byte[] bytes, SplittableRandom random) {
        byte[] mutated = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length + 8) : bytes.length);
        for (int flips = random.nextInt(4); flips >= 0 && mutated.length > 0; flips--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        return mutated;
    }

    private static Request parseRequest(byte[] bytes) {
        try {
            return Request.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedBytesException("not a request: " + e.getMessage());
        }
    }

    private static Response parseResponse(byte[] bytes) {
        try {
            return Response.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedBytesException("not a response: " + e.getMessage());
        }
    }
}
