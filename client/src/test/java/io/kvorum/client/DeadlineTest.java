package io.kvorum.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvorum.client.fake.FakeCluster;
import io.kvorum.client.fake.FakeNode;
import io.kvorum.client.fake.Reply;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final FakeCluster cluster = new FakeCluster(3);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static Bucket<String, String> bucket(KvorumClient client) {
        return client.bucket("b", Codec.utf8(), Codec.utf8());
    }

    @Test
    void aReadThatNobodyAnswersEndsAtItsDeadline() {
        cluster.scriptAll(request -> request.hasRead() ? new Reply.Silence() : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            DeadlineExceeded late = catchThrowableOfType(
                    DeadlineExceeded.class,
                    () -> bucket(client).get("k", ReadOptions.DEFAULT.deadline(Duration.ofMillis(250))));
            assertThat(late.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(late).hasMessageContaining("250 ms");
            assertThat(late.requestId()).isNotEmpty();
        }
    }

    @Test
    void aWriteThatNobodyAnswersIsUnknownAtItsDeadline() {
        cluster.scriptAll(request -> request.hasWrite() ? new Reply.Silence() : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client())) {
            OutcomeUnknown unknown = catchThrowableOfType(
                    OutcomeUnknown.class,
                    () -> bucket(client).put("k", "v", WriteOptions.DEFAULT.deadline(Duration.ofMillis(250))));
            assertThat(unknown.code()).isEqualTo(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED);
            assertThat(unknown.writeId()).isPresent();
        }
    }

    @Test
    void framesCarryTheTimeThatIsLeft() {
        cluster.firstReplica("k").script(request -> request.hasWrite() ? new Reply.Silence() : cluster.answer(request));
        try (KvorumClient client = cluster.connect(cluster.client().attemptTimeout(Duration.ofMillis(100)))) {
            bucket(client).put("k", "v", WriteOptions.DEFAULT.deadline(Duration.ofSeconds(30)));
            List<Integer> left = cluster.received().stream()
                    .filter(got -> got.request().hasWrite())
                    .sorted(java.util.Comparator.comparingInt(
                            got -> got.request().getAttempt()))
                    .map(FakeNode.Received::deadlineMillis)
                    .toList();
            assertThat(left).hasSizeGreaterThanOrEqualTo(2);
            assertThat(left.get(0)).isBetween(1, 30_000);
            assertThat(left.get(1)).isBetween(1, left.get(0) - 90);
        }
    }

    @Test
    void aDeadlineOfNothingIsRefused() {
        try (KvorumClient client = cluster.client().build()) {
            assertThatThrownBy(() -> bucket(client).get("k", ReadOptions.DEFAULT.deadline(Duration.ZERO)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void beyondTheBoundInFlightOperationsAreRefusedAtOnce() {
        cluster.scriptAll(request -> request.hasWrite() ? new Reply.Silence() : cluster.answer(request));
        try (KvorumClient client =
                cluster.connect(cluster.client().maxInFlight(10).deadline(Duration.ofHours(1)))) {
            List<CompletableFuture<Written>> writes = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                writes.add(bucket(client).putAsync("k" + i, "v").toCompletableFuture());
            }
            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() ->
                            writes.stream().filter(CompletableFuture::isDone).count() == 2);
            Overloaded overloaded =
                    catchThrowableOfType(Overloaded.class, () -> bucket(client).get("k"));
            assertThat(overloaded.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(client.counts().inFlight()).isEqualTo(10);
            assertThat(client.counts().refusedAtOnce()).isEqualTo(3);
        }
    }

    @Test
    void whatIsOverMakesRoom() {
        try (KvorumClient client = cluster.connect(cluster.client().maxInFlight(1))) {
            for (int i = 0; i < 50; i++) {
                bucket(client).put("k" + i, "v");
            }
            assertThat(client.counts().inFlight()).isZero();
        }
    }

    @Test
    void aRequestThatNoFrameHoldsIsRefusedHere() {
        cluster.maxFrameBytes(10_000);
        try (KvorumClient client = cluster.connect(cluster.client())) {
            BadRequest tooLarge = catchThrowableOfType(
                    BadRequest.class, () -> client.bucket("b").put(Bytes.ofUtf8("k"), Bytes.of(new byte[20_000])));
            assertThat(tooLarge.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(tooLarge).hasMessageContaining("10000");
            bucket(client).put("k", "the connection is still there");
        }
    }
}
