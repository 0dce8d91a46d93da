package io.kvorum.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.fake.FakeCluster;
import io.kvorum.client.fake.FakeNode;
import io.kvorum.client.fake.Reply;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Failed;
import io.kvorum.protocol.client.MultiFound;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MultiGetTest {
    private final FakeCluster cluster = new FakeCluster(3);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static Bucket<String, String> bucket(KvorumClient client) {
        return client.bucket("b", Codec.utf8(), Codec.utf8());
    }

    @Test
    void keysAreReadInBatchesFromTheirReplicas() {
        List<String> keys = IntStream.range(0, 500).mapToObj(i -> "k" + i).toList();
        try (KvorumClient client = cluster.connect(cluster.client())) {
            MultiGet<String, String> all = bucket(client).multiGet(keys);
            assertThat(all.failures()).isEmpty();
            assertThat(all.orThrow().keySet()).containsExactlyElementsOf(keys);
            assertThat(all.value("k77").get()).isEqualTo("k77");
        }
        List<Request> batches = cluster.received().stream()
                .map(FakeNode.Received::request)
                .filter(Request::hasMultiRead)
                .toList();
        assertThat(batches).hasSizeBetween(8, 12);
        for (FakeNode node : cluster.nodes()) {
            assertThat(node.received().stream()
                            .filter(got -> got.request().hasMultiRead())
                            .flatMap(got -> got.request().getMultiRead().getItemsList().stream()))
                    .isNotEmpty()
                    .allMatch(item -> cluster.firstReplica(item.getKey().toStringUtf8()) == node);
        }
    }

    @Test
    void aKeyThatFailsIsReadAgainByItselfIfThatMayHelp() {
        cluster.scriptAll(request -> {
            if (!request.hasMultiRead()) {
                return request.hasRead() ? cluster.replyFound("second try") : cluster.answer(request);
            }
            MultiFound.Builder found = MultiFound.newBuilder();
            request.getMultiRead().getItemsList().forEach(item -> {
                ErrorCode code = switch (item.getKey().toStringUtf8()) {
                    case "overloaded" -> ErrorCode.ERROR_CODE_OVERLOADED;
                    case "wrong" -> ErrorCode.ERROR_CODE_BAD_REQUEST;
                    default -> ErrorCode.ERROR_CODE_UNSPECIFIED;
                };
                if (code == ErrorCode.ERROR_CODE_UNSPECIFIED) {
                    found.addItems(MultiFound.Item.newBuilder().setFound(cluster.found("v")));
                } else {
                    found.addItems(MultiFound.Item.newBuilder()
                            .setFailed(Failed.newBuilder().setCode(code)));
                }
            });
            return new Reply.Answer(
                    Response.newBuilder().setEpoch(1).setMultiFound(found).build());
        });
        try (KvorumClient client = cluster.connect(cluster.client())) {
            MultiGet<String, String> some = bucket(client).multiGet(List.of("fine", "overloaded", "wrong"));
            assertThat(some.value("fine").get()).isEqualTo("v");
            assertThat(some.value("overloaded").get()).isEqualTo("second try");
            assertThat(some.failures()).containsOnlyKeys("wrong");
            assertThat(some.failures().get("wrong")).isInstanceOf(BadRequest.class);
        }
    }

    @Test
    void noKeysNeedNoRequest() {
        try (KvorumClient client = cluster.connect(cluster.client())) {
            assertThat(bucket(client).multiGet(List.of()).orThrow()).isEmpty();
        }
    }
}
