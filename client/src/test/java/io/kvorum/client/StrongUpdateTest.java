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
    void whatIsIssuedAnewIsAboveTheHorizon() {
        try (FakeCluster cluster = new FakeCluster(1);
                KvorumClient client = cluster.connect(cluster.client())) {
            long horizon = System.currentTimeMillis() + 3_600_000;
            cluster.node(1)
                    .script(request -> request.hasUpdateRegister()
                                    && request.getUpdateRegister().getWriteId().getIssuedAtMillis() <= horizon
                            ? tooOld(horizon)
                            : cluster.answer(request));
            assertThat(bucket(client).put("k", "v").writeId().issuedAtMillis()).isGreaterThan(horizon);
            assertThat(updates(cluster)).hasSize(2);
            cluster.node(1).script(cluster::answer);
            assertThat(bucket(client).put("other", "v").writeId().issuedAtMillis())
                    .as("of a register without that horizon")
                    .isLessThan(horizon);
        }
    }

    private static Reply tooOld(long horizon) {
        return Reply.failed(Failed.newBuilder()
                .setCode(ErrorCode.ERROR_CODE_WRITE_ID_TOO_OLD)
                .setOutcome(io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                .setHorizonMillis(horizon));
    }

    @Test
    void itIsNotIssuedAnewForEver() {
        try (FakeCluster cluster = new FakeCluster(1);
                KvorumClient client = cluster.connect(cluster.client().deadline(Duration.ofMinutes(1)))) {
            cluster.node(1)
                    .script(request -> request.hasUpdateRegister()
                            ? tooOld(request.getUpdateRegister().getWriteId().getIssuedAtMillis())
                            : cluster.answer(request));
            BadRequest refused =
                    catchThrowableOfType(BadRequest.class, () -> bucket(client).put("k", "v"));
            assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_WRITE_ID_TOO_OLD);
            assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            List<Request> updates = updates(cluster);
            assertThat(updates).hasSizeBetween(2, 100);
            assertThat(refused.horizon().orElseThrow().toEpochMilli())
                    .isEqualTo(updates.get(updates.size() - 1)
                            .getUpdateRegister()
                            .getWriteId()
                            .getIssuedAtMillis());
        }
    }

    @Test
    void whatMayHaveBeenMadeIsNotIssuedAnew() {
        try (FakeCluster cluster = new FakeCluster(1);
                KvorumClient client = cluster.connect(cluster.client())) {
            cluster.node(1).script(request -> request.hasUpdateRegister() ? tooOld(5) : cluster.answer(request));
            WriteId earlier = new WriteId(7, 1, 4);
            OutcomeUnknown unknown = catchThrowableOfType(
                    OutcomeUnknown.class,
                    () -> bucket(client).batch().put("k", "v").retryOf(earlier).commit());
            assertThat(unknown.code()).isEqualTo(ErrorCode.ERROR_CODE_WRITE_ID_TOO_OLD);
            assertThat(updates(cluster)).hasSize(1);
        }
    }

    /** The first attempt may have got anywhere: a later one that is refused does not prove that it did not. */
    @Test
    void norWhatWasRepeatedBeforeItWasRefused() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(cluster.client())) {
            cluster.scriptAll(request -> request.hasUpdateRegister() ? tooOld(5) : cluster.answer(request));
            cluster.firstReplica("k")
                    .script(request -> request.hasUpdateRegister() ? new Reply.Close() : cluster.answer(request));
            assertThat(catchThrowableOfType(
                            OutcomeUnknown.class, () -> bucket(client).put("k", "v")))
                    .isNotNull();
            assertThat(updates(cluster))
                    .extracting(request -> request.getUpdateRegister().getWriteId())
                    .containsOnly(updates(cluster).get(0).getUpdateRegister().getWriteId());
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
