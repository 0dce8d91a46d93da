package io.kvorum.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvorum.client.fake.FakeCluster;
import io.kvorum.client.fake.FakeNode;
import io.kvorum.client.fake.Reply;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ConditionsFailed;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Failed;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StrongUpdateTest {
    private static StrongBucket<String, String> bucket(KvorumClient client) {
        return client.strong("b", Codec.utf8(), Codec.utf8());
    }

    private static List<Request> updates(FakeCluster cluster) {
        return cluster.received().stream()
                .map(FakeNode.Received::request)
                .filter(Request::hasUpdateRegister)
                .toList();
    }

    private static Reply conditionsFailed() {
        return new Reply.Answer(Response.newBuilder()
                .setConditionsFailed(ConditionsFailed.getDefaultInstance())
                .build());
    }

    private static Reply failed(ErrorCode code, io.kvorum.protocol.client.Outcome outcome) {
        return Reply.failed(Failed.newBuilder().setCode(code).setOutcome(outcome));
    }

    @Test
    void aSessionHasOneUpdateAtATimeAndItsNumbersGrow() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(cluster.client())) {
            long first = bucket(client).put("k", "1").writeId().session();
            WriteId second = bucket(client).put("k", "2").writeId();
            assertThat(second.session()).isEqualTo(first);
            assertThat(second.sequence()).isEqualTo(2);
            cluster.scriptAll(request -> request.hasUpdateRegister()
                    ? new Reply.After(200, cluster.answer(request))
                    : cluster.answer(request));
            var one = bucket(client).putAsync("k", "3").toCompletableFuture();
            var other = bucket(client).putAsync("k", "4").toCompletableFuture();
            assertThat(one.join().writeId().session())
                    .isNotEqualTo(other.join().writeId().session());
        }
    }

    @Test
    void aFailedConditionIsTold() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(cluster.client())) {
            cluster.scriptAll(request -> request.hasUpdateRegister() ? conditionsFailed() : cluster.answer(request));
            PreconditionFailed failed = catchThrowableOfType(
                    PreconditionFailed.class, () -> bucket(client).putIfAbsent("k", "v"));
            assertThat(failed.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(updates(cluster)).hasSize(1);
        }
    }

    /** It was judged before the second attempt began, which is judged by another state and may be applied. */
    @Test
    void aFailedConditionOfAnEarlierAttemptIsNotBelieved() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(cluster.client().attemptTimeout(Duration.ofMillis(50)))) {
            FakeNode first = cluster.firstReplica("k");
            AtomicInteger others = new AtomicInteger();
            cluster.scriptAll(request -> {
                if (!request.hasUpdateRegister()) {
                    return cluster.answer(request);
                }
                others.incrementAndGet();
                return new Reply.After(400, cluster.answer(request));
            });
            first.script(request -> !request.hasUpdateRegister()
                    ? cluster.answer(request)
                    : request.getUpdateRegister().getIsRetry()
                            ? new Reply.Silence()
                            : new Reply.After(150, conditionsFailed()));
            assertThat(bucket(client).putIfAbsent("k", "v").version()).isPositive();
            assertThat(others.get()).isPositive();
        }
    }

    @Test
    void anAttemptAfterAnotherOneSaysSoAndItsWordIsTheLast() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(cluster.client())) {
            cluster.scriptAll(request -> request.hasUpdateRegister() ? conditionsFailed() : cluster.answer(request));
            cluster.firstReplica("k")
                    .script(request -> request.hasUpdateRegister() ? new Reply.Close() : cluster.answer(request));
            assertThat(catchThrowableOfType(
                            PreconditionFailed.class, () -> bucket(client).putIfAbsent("k", "v")))
                    .isNotNull();
            assertThat(updates(cluster))
                    .extracting(request -> request.getUpdateRegister().getIsRetry())
                    .containsExactlyInAnyOrder(false, true);
            assertThat(updates(cluster))
                    .extracting(request -> request.getUpdateRegister().getWriteId())
                    .hasSize(2)
                    .containsOnly(updates(cluster).get(0).getUpdateRegister().getWriteId());
        }
    }

    @Test
    void oneThatCameTooLateForTheHorizonIsIssuedAnew() {
        try (FakeCluster cluster = new FakeCluster(1);
                KvorumClient client = cluster.connect(cluster.client())) {
            AtomicInteger refusals = new AtomicInteger();
            cluster.node(1)
                    .script(request -> request.hasUpdateRegister() && refusals.incrementAndGet() <= 2
                            ? failed(
                                    ErrorCode.ERROR_CODE_WRITE_ID_TOO_OLD,
                                    io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                            : cluster.answer(request));
            Updated updated = bucket(client).put("k", "v");
            List<Request> updates = updates(cluster);
            assertThat(updates)
                    .hasSize(3)
                    .extracting(request -> request.getUpdateRegister().getWriteId())
                    .doesNotHaveDuplicates();
            assertThat(updated.writeId().sequence())
                    .isEqualTo(updates.get(2).getUpdateRegister().getWriteId().getSequence());
        }
    }

    @Test
    void whatAnEarlierCallMayHaveBegunStaysUnknown() {
        try (FakeCluster cluster = new FakeCluster(1);
                KvorumClient client = cluster.connect(cluster.client())) {
            cluster.node(1)
                    .script(request -> request.hasUpdateRegister()
                            ? failed(
                                    ErrorCode.ERROR_CODE_TAG_TOO_LARGE,
                                    io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                            : cluster.answer(request));
            WriteId earlier = new WriteId(7, 1, System.currentTimeMillis());
            OutcomeUnknown unknown = catchThrowableOfType(
                    OutcomeUnknown.class,
                    () -> bucket(client).batch().put("k", "v").retryOf(earlier).commit());
            assertThat(unknown.writeId()).contains(earlier);
            assertThat(updates(cluster))
                    .allMatch(request -> request.getUpdateRegister().getIsRetry());
        }
    }

    @Test
    void anUnknownOutcomeNamesTheUpdateAndItsSessionIsUsedNoMore() {
        try (FakeCluster cluster = new FakeCluster(1);
                KvorumClient client = cluster.connect(cluster.client().deadline(Duration.ofMillis(300)))) {
            cluster.node(1)
                    .script(request -> request.hasUpdateRegister() ? new Reply.Silence() : cluster.answer(request));
            OutcomeUnknown unknown = catchThrowableOfType(
                    OutcomeUnknown.class, () -> bucket(client).put("k", "v"));
            cluster.node(1).script(cluster::answer);
            assertThat(bucket(client).put("k", "v").writeId().session())
                    .isNotEqualTo(unknown.writeId().orElseThrow().session());
        }
    }
}
