package io.kvorum.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvorum.client.fake.FakeCluster;
import io.kvorum.client.fake.FakeNode;
import io.kvorum.client.fake.Reply;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Failed;
import io.kvorum.protocol.client.Receipt;
import io.kvorum.protocol.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final FakeCluster cluster = new FakeCluster(3);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static Bucket<String, String> bucket(KvorumClient client) {
        return client.bucket("b", Codec.utf8(), Codec.utf8());
    }

    private List<Request> writes() {
        return cluster.received().stream()
                .map(FakeNode.Received::request)
                .filter(Request::hasWrite)
                .toList();
    }

    @Test
    void aWriteWhoseConnectionBreaksIsRepeatedElsewhereWithItsWriteId() {
        cluster.firstReplica("k").script(request -> request.hasWrite() ? new Reply.Close() : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            Written written = bucket(client).put("k", "v");
            List<Request> writes = writes();
            assertThat(writes).hasSize(2);
            assertThat(writes.get(0).getWrite()).isEqualTo(writes.get(1).getWrite());
            assertThat(writes.stream().map(Request::getAttempt)).containsExactlyInAnyOrder(1, 2);
            assertThat(writes.get(0).getRequestId()).isEqualTo(writes.get(1).getRequestId());
            assertThat(writes.get(0).getWrite().getWriteId().getSequence())
                    .isEqualTo(written.writeId().sequence());
        }
    }

    @Test
    void aSilentNodeLeadsToARetryElsewhereWithTheSameWriteId() {
        cluster.firstReplica("k").script(request -> request.hasWrite() ? new Reply.Silence() : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client().attemptTimeout(Duration.ofMillis(100)))) {
            bucket(client).put("k", "v");
            assertThat(cluster.secondReplica("k").received().stream()
                            .filter(got -> got.request().hasWrite()))
                    .isNotEmpty();
            assertThat(writes().stream().map(request -> request.getWrite().getWriteId()))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .containsOnly(writes().get(0).getWrite().getWriteId());
        }
    }

    @Test
    void theLateSuccessOfAnEarlierAttemptCounts() {
        AtomicInteger number = new AtomicInteger();
        cluster.scriptAll(request -> {
            if (!request.hasWrite()) {
                return cluster.answer(request);
            }
            return number.incrementAndGet() == 1 ? new Reply.After(300, cluster.answer(request)) : new Reply.Silence();
        });
        try (KvorumClient client = cluster.connect(cluster.client().attemptTimeout(Duration.ofMillis(100)))) {
            assertThat(bucket(client).put("k", "v").receipt().levelMet()).isTrue();
        }
    }

    @Test
    void afterAnUnknownAttemptARefusalStaysUnknown() {
        AtomicInteger number = new AtomicInteger();
        cluster.scriptAll(request -> !request.hasWrite()
                ? cluster.answer(request)
                : number.incrementAndGet() == 1
                        ? new Reply.Close()
                        : Reply.failed(
                                ErrorCode.ERROR_CODE_BAD_REQUEST,
                                io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            WriteId id = client.newWriteId();
            OutcomeUnknown unknown = catchThrowableOfType(
                    OutcomeUnknown.class, () -> bucket(client).put("k", "v", WriteOptions.DEFAULT.writeId(id)));
            assertThat(unknown.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(unknown.writeId()).contains(id);
            assertThat(unknown.retryable()).isTrue();
            assertThat(unknown.code()).isEqualTo(ErrorCode.ERROR_CODE_BAD_REQUEST);
        }
    }

    @Test
    void afterAnUnknownAttemptASuccessIsASuccess() {
        AtomicInteger number = new AtomicInteger();
        cluster.scriptAll(request -> !request.hasWrite() || number.incrementAndGet() > 2
                ? cluster.answer(request)
                : Reply.failed(ErrorCode.ERROR_CODE_UNAVAILABLE, io.kvorum.protocol.client.Outcome.OUTCOME_UNKNOWN));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            bucket(client).put("k", "v");
            assertThat(writes()).hasSize(3);
        }
    }

    @Test
    void aRefusedWriteIsNotRepeated() {
        cluster.scriptAll(request -> request.hasWrite()
                ? Reply.failed(
                        ErrorCode.ERROR_CODE_LEVEL_UNSATISFIABLE, io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            BadRequest refused =
                    catchThrowableOfType(BadRequest.class, () -> bucket(client).put("k", "v"));
            assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_LEVEL_UNSATISFIABLE);
            assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(refused.retryable()).isFalse();
            assertThat(writes()).hasSize(1);
        }
    }

    @Test
    void aRefusalThatSaysWhatBecameOfTheDataIsNotToldTwice() {
        cluster.scriptAll(request -> request.hasWrite()
                ? Reply.failed(Failed.newBuilder()
                        .setCode(ErrorCode.ERROR_CODE_BAD_REQUEST)
                        .setOutcome(io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                        .setMessage("too long; nothing was changed"))
                : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            assertThat(catchThrowableOfType(
                            BadRequest.class, () -> bucket(client).put("k", "v")))
                    .message()
                    .endsWith("too long; nothing was changed");
        }
    }

    @Test
    void tooFewReplicasAreReportedWithWhoAnswered() {
        cluster.scriptAll(request -> request.hasRead()
                ? Reply.failed(Failed.newBuilder()
                        .setCode(ErrorCode.ERROR_CODE_UNAVAILABLE)
                        .setMessage("scripted")
                        .setOutcome(io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                        .setReceipt(Receipt.newBuilder().setRequired(2).addPrimaries(3)))
                : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client().deadline(Duration.ofMillis(300)))) {
            Unavailable unavailable =
                    catchThrowableOfType(Unavailable.class, () -> bucket(client).get("k"));
            assertThat(unavailable.required()).isEqualTo(2);
            assertThat(unavailable.acknowledged()).isEqualTo(1);
            assertThat(unavailable.retryable()).isTrue();
            assertThat(unavailable).hasMessageContaining("'k'").hasMessageContaining("scripted");
        }
    }

    /** Between two attempts the time often becomes too short for another one: that is not why the first one failed. */
    @Test
    void whyItFailedIsToldHoweverLittleTimeIsLeft() {
        cluster.scriptAll(request -> request.hasRead()
                ? Reply.failed(ErrorCode.ERROR_CODE_UNAVAILABLE, io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            for (int i = 0; i < 300; i++) {
                ReadOptions little = ReadOptions.DEFAULT.deadline(Duration.ofMillis(3 + i % 20));
                assertThatThrownBy(() -> bucket(client).get("k", little))
                        .isInstanceOf(KvorumException.class)
                        .satisfies(failure -> assertThat(failure.getMessage())
                                .matches(
                                        text -> !text.contains("no time was left") || !text.contains("gave up after"),
                                        "tells why"));
            }
        }
    }

    @Test
    void overloadedNodesAreLeftAloneForAsLongAsTheySay() {
        cluster.scriptAll(request -> request.hasWrite()
                ? Reply.failed(Failed.newBuilder()
                        .setCode(ErrorCode.ERROR_CODE_OVERLOADED)
                        .setOutcome(io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                        .setRetryAfterMillis(60_000))
                : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            Overloaded overloaded =
                    catchThrowableOfType(Overloaded.class, () -> bucket(client).put("k", "v"));
            assertThat(overloaded.retryAfter()).isEqualTo(Duration.ofMinutes(1));
            assertThat(overloaded.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(writes()).hasSize(1);
        }
    }

    @Test
    void theBudgetBoundsRetries() {
        cluster.scriptAll(request -> request.hasRead()
                ? Reply.failed(ErrorCode.ERROR_CODE_INTERNAL, io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                : cluster.answer(request));
        ClientBuilder few = cluster.client().maxInFlight(8).retryShare(0).deadline(Duration.ofSeconds(2));
        try (KvorumClient client = cluster.connect(few)) {
            for (int i = 0; i < 30; i++) {
                assertThatThrownBy(() -> bucket(client).get("k")).isInstanceOf(Unavailable.class);
            }
            // 8 at once, and 10 per second; without a budget there would be some ten per operation.
            assertThat(client.counts().retries()).isBetween(8L, 150L);
            assertThat(client.counts().attempts()).isLessThan(client.counts().operations() + 151);
        }
    }

    @Test
    void anAnswerOfAnotherKindCountsAsNone() {
        cluster.firstReplica("k")
                .script(request -> request.hasWrite() ? cluster.replyFound("v") : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            bucket(client).put("k", "v");
            assertThat(writes()).hasSize(2);
        }
    }

    @Test
    void noiseFromANodeCostsOnlyItsConnection() {
        cluster.firstReplica("k")
                .script(request -> request.hasWrite()
                        ? new Reply.Noise(new byte[] {-1, -2, -3, -4, -5, -6, 1, 2, 3})
                        : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            bucket(client).put("k", "v");
            bucket(client).put("k", "w");
            assertThat(writes()).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aBucketThatALaggingNodeDoesNotKnowYetIsAskedForElsewhere() {
        cluster.topology(cluster.makeTopology(2, "b"));
        cluster.firstReplica("k")
                .script(request -> !request.hasWrite()
                        ? cluster.answer(request)
                        : Reply.failed(
                                ErrorCode.ERROR_CODE_UNKNOWN_BUCKET,
                                io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            bucket(client).put("k", "v");
            assertThat(writes()).hasSize(2);
        }
    }

    @Test
    void aBucketThatNobodyKnowsIsLookedForOnEachNodeOnce() {
        cluster.scriptAll(request -> request.hasWrite()
                ? Reply.failed(
                        ErrorCode.ERROR_CODE_UNKNOWN_BUCKET, io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            BadRequest unknown = catchThrowableOfType(
                    BadRequest.class,
                    () -> client.bucket("nope", Codec.utf8(), Codec.utf8()).put("k", "v"));
            assertThat(unknown.code()).isEqualTo(ErrorCode.ERROR_CODE_UNKNOWN_BUCKET);
            assertThat(writes()).hasSize(3);
        }
    }

    @Test
    void drainingNodesCostNoBudget() {
        cluster.firstReplica("k")
                .script(request -> request.hasWrite()
                        ? Reply.failed(
                                ErrorCode.ERROR_CODE_NOT_READY, io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                        : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            bucket(client).put("k", "v");
            assertThat(client.counts().retries()).isZero();
        }
    }
}
