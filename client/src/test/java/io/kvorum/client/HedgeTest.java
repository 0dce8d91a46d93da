package io.kvorum.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.fake.FakeCluster;
import io.kvorum.client.fake.Reply;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HedgeTest {
    private final FakeCluster cluster = new FakeCluster(3);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static Bucket<String, String> bucket(KvorumClient client) {
        return client.bucket("b", Codec.utf8(), Codec.utf8());
    }

    /** Neither attempts nor pings find the slow node in these tests. */
    private ClientBuilder patient() {
        return cluster.client()
                .attemptTimeout(Duration.ofSeconds(60))
                .deadline(Duration.ofSeconds(60))
                .hedgeReadsAfter(Duration.ofMillis(20));
    }

    @Test
    void aReadThatTakesLongIsAskedOfASecondReplica() {
        cluster.firstReplica("k").script(request -> request.hasRead() ? new Reply.Silence() : cluster.answer(request));
        cluster.secondReplica("k")
                .script(request -> request.hasRead() ? cluster.replyFound("v") : cluster.answer(request));
        try (KvorumClient client = cluster.connect(patient())) {
            assertThat(bucket(client).get("k").get()).isEqualTo("v");
            assertThat(client.counts().hedges()).isEqualTo(1);
        }
    }

    @Test
    void aWriteIsNeverHedged() {
        cluster.scriptAll(request ->
                request.hasWrite() ? new Reply.After(300, cluster.answer(request)) : cluster.answer(request));
        try (KvorumClient client = cluster.connect(patient())) {
            bucket(client).put("k", "v");
            assertThat(cluster.received().stream().filter(got -> got.request().hasWrite()))
                    .hasSize(1);
            assertThat(client.counts().hedges()).isZero();
        }
    }

    @Test
    void withoutHedgingASlowReadIsWaitedFor() {
        cluster.firstReplica("k")
                .script(request ->
                        request.hasRead() ? new Reply.After(300, cluster.replyFound("v")) : cluster.answer(request));
        try (KvorumClient client = cluster.connect(patient().noHedging())) {
            assertThat(bucket(client).get("k").get()).isEqualTo("v");
            assertThat(cluster.received().stream().filter(got -> got.request().hasRead()))
                    .hasSize(1);
        }
    }

    @Test
    void theBudgetBoundsHedges() {
        cluster.scriptAll(
                request -> request.hasRead() ? new Reply.After(60, cluster.replyFound("v")) : cluster.answer(request));
        try (KvorumClient client = cluster.connect(patient().maxInFlight(200).hedgeShare(0))) {
            var reads = java.util.stream.IntStream.range(0, 100)
                    .mapToObj(i -> bucket(client).getAsync("k" + i).toCompletableFuture())
                    .toList();
            reads.forEach(java.util.concurrent.CompletableFuture::join);
            // 12.5 at once and 10 per second.
            assertThat(client.counts().hedges()).isBetween(1L, 60L);
        }
    }
}
