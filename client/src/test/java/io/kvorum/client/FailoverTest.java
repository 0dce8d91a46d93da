package io.kvorum.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvorum.client.fake.FakeCluster;
import io.kvorum.client.fake.FakeNode;
import io.kvorum.client.fake.Reply;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Failed;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FailoverTest {
    private static Bucket<String, String> bucket(KvorumClient client) {
        return client.bucket("b", Codec.utf8(), Codec.utf8());
    }

    private static long data(FakeNode node) {
        return node.received().stream()
                .map(FakeNode.Received::request)
                .filter(request -> request.hasRead() || request.hasWrite())
                .count();
    }

    @Test
    void aRequestGoesToTheFirstReplicaOfItsKey() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(cluster.client())) {
            for (int i = 0; i < 30; i++) {
                long before = data(cluster.firstReplica("k" + i));
                bucket(client).get("k" + i);
                assertThat(data(cluster.firstReplica("k" + i))).isEqualTo(before + 1);
            }
        }
    }

    @Test
    void replicasOfTheOwnRegionComeFirst() {
        try (FakeCluster cluster = new FakeCluster(List.of("eu", "us", "us"));
                KvorumClient client = cluster.connect(cluster.client().region("eu"))) {
            for (int i = 0; i < 30; i++) {
                bucket(client).get("k" + i);
            }
            assertThat(data(cluster.node(1))).isEqualTo(30);
        }
    }

    /** Also for keys that it does not own first; and when it does not answer, nobody else is asked. */
    @Test
    void onlyTheGivenNodeIsAskedIfThatIsWanted() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.client()
                        .endpoints(cluster.node(2).address())
                        .onlyGivenNodes()
                        .deadline(Duration.ofSeconds(2))
                        .build()) {
            for (int i = 0; i < 30; i++) {
                bucket(client).put("k" + i, "v");
                bucket(client).get("k" + i);
            }
            assertThat(data(cluster.node(2))).isEqualTo(60);
            assertThatThrownBy(() -> client.admin().pauseHints(1, true))
                    .isInstanceOf(BadRequest.class)
                    .hasMessageContaining("only other nodes are to be asked");
            cluster.node(2).kill();
            assertThatThrownBy(() -> bucket(client).get("k")).isInstanceOf(KvorumException.class);
            assertThat(cluster.node(1).connections() + cluster.node(3).connections())
                    .isZero();
        }
    }

    @Test
    void aKilledNodeCostsNoOperation() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(cluster.client())) {
            cluster.firstReplica("k").kill();
            for (int i = 0; i < 20; i++) {
                bucket(client).put("k", "v" + i);
            }
            assertThat(data(cluster.secondReplica("k"))).isEqualTo(20);
        }
    }

    /** As in a partition: the first replica is on the small side, and stays there for longer than any budget lasts. */
    @Test
    void aReplicaThatReachesTooFewOthersCostsNoOperationAndNoBudget() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(cluster.client().retryShare(0))) {
            cluster.firstReplica("k")
                    .script(request -> request.hasWrite()
                            ? Reply.failed(Failed.newBuilder()
                                    .setCode(ErrorCode.ERROR_CODE_UNAVAILABLE)
                                    .setOutcome(io.kvorum.protocol.client.Outcome.OUTCOME_NOT_APPLIED)
                                    .setRetryAfterMillis(50))
                            : cluster.answer(request));
            for (int i = 0; i < 200; i++) {
                bucket(client).put("k", "v" + i);
            }
            assertThat(data(cluster.secondReplica("k"))).isEqualTo(200);
        }
    }

    /** It may not vote yet: whoever asked it would wait. */
    @Test
    void aNodeThatIsStartingIsAskedOnlyWhenNobodyElseIsThere() {
        try (FakeCluster cluster = new FakeCluster(3)) {
            FakeNode first = cluster.firstReplica("k");
            first.starting(true);
            try (KvorumClient client = cluster.connect(cluster.client().pingInterval(Duration.ofMillis(20)))) {
                for (int i = 0; i < 20; i++) {
                    bucket(client).get("k");
                }
                assertThat(data(first)).isZero();
                first.starting(false);
                Awaitility.await().until(() -> {
                    bucket(client).get("k");
                    return data(first) > 0;
                });
            }
            first.starting(true);
            try (KvorumClient client = cluster.connect(cluster.client())) {
                cluster.nodes().stream().filter(node -> node != first).forEach(FakeNode::kill);
                long before = data(first);
                bucket(client).get("k");
                assertThat(data(first)).isEqualTo(before + 1);
            }
        }
    }

    @Test
    void aRestartedNodeIsUsedAgain() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(cluster.client())) {
            FakeNode first = cluster.firstReplica("k");
            first.kill();
            bucket(client).put("k", "v");
            first.restart();
            long before = data(first);
            Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> {
                bucket(client).put("k", "v");
                return data(first) > before;
            });
        }
    }

    @Test
    void aStoppedNodeIsNoticedAndOthersAreAsked() {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(
                        cluster.client().pingInterval(Duration.ofMillis(30)).attemptTimeout(Duration.ofSeconds(60)))) {
            FakeNode stopped = cluster.firstReplica("k");
            stopped.freeze();
            // Only the pings can find out: neither attempt nor deadline run out in this test.
            for (int i = 0; i < 20; i++) {
                bucket(client).put("k", "v" + i);
            }
            assertThat(data(stopped)).isZero();
            assertThat(data(cluster.secondReplica("k"))).isPositive();
        }
    }

    @Test
    void aNodeThatSaysGoodbyeFinishesWhatItHasAndGetsNothingNew() throws Exception {
        try (FakeCluster cluster = new FakeCluster(3);
                KvorumClient client = cluster.connect(cluster.client())) {
            FakeNode leaving = cluster.firstReplica("k");
            leaving.script(request ->
                    request.hasWrite() ? new Reply.After(300, cluster.answer(request)) : cluster.answer(request));
            var first = bucket(client).putAsync("k", "v").toCompletableFuture();
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> data(leaving) == 1);
            leaving.goAway();
            first.get(10, TimeUnit.SECONDS);
            assertThat(cluster.received().stream()
                            .map(FakeNode.Received::request)
                            .filter(Request::hasWrite))
                    .as("the write in flight was answered, not repeated")
                    .hasSize(1);
        }
    }

    @Test
    void withNoNodeAtAllTheReasonIsGiven() {
        String address;
        try (FakeCluster cluster = new FakeCluster(1)) {
            address = cluster.node(1).address();
        }
        try (KvorumClient client = KvorumClient.builder()
                .endpoints(address)
                .deadline(Duration.ofMillis(300))
                .build()) {
            Unavailable unavailable =
                    catchThrowableOfType(Unavailable.class, () -> bucket(client).put("k", "v"));
            assertThat(unavailable.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(unavailable).hasMessageContaining(address);
        }
    }

    @Test
    void aClusterThatCannotUnderstandTheClientIsReportedAtOnce() {
        try (FakeCluster cluster = new FakeCluster(2)) {
            cluster.version(2);
            try (KvorumClient client =
                    cluster.client().deadline(Duration.ofHours(1)).build()) {
                Incompatible incompatible = catchThrowableOfType(
                        Incompatible.class, () -> bucket(client).get("k"));
                assertThat(incompatible.code()).isEqualTo(ErrorCode.ERROR_CODE_INCOMPATIBLE);
            }
        }
    }

    @Test
    void aNewerEpochInAnAnswerBringsTheNewTopology() {
        try (FakeCluster cluster = new FakeCluster(2);
                KvorumClient client = cluster.connect(cluster.client())) {
            cluster.topology(cluster.makeTopology(9, "b", "c"));
            // Answers carry the new epoch; sooner or later the client has fetched it, and routes the new bucket's keys.
            Bucket<String, String> fresh = client.bucket("c", Codec.utf8(), Codec.utf8());
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> {
                boolean routed = true;
                for (int i = 0; i < 10; i++) {
                    long before = data(cluster.firstReplica("k" + i));
                    fresh.get("k" + i);
                    routed &= data(cluster.firstReplica("k" + i)) == before + 1;
                }
                return routed;
            });
        }
    }

    @Test
    void closingTheClientEndsWhatIsInFlight() {
        try (FakeCluster cluster = new FakeCluster(1)) {
            cluster.scriptAll(request -> request.hasWrite() ? new Reply.Silence() : cluster.answer(request));
            KvorumClient client = cluster.connect(cluster.client());
            var write = bucket(client).putAsync("k", "v").toCompletableFuture();
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> data(cluster.node(1)) == 1);
            client.close();
            assertThat(write)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(OutcomeUnknown.class);
            Unavailable closed =
                    catchThrowableOfType(Unavailable.class, () -> bucket(client).put("k", "v"));
            assertThat(closed).hasMessageContaining("closed");
        }
    }

    @Test
    void aNodeIsReachedByTheAddressThatTheApplicationGave() {
        try (FakeCluster cluster = new FakeCluster(3)) {
            Topology.Builder mapped = cluster.topology().toBuilder();
            // As behind a port mapping: nobody listens where the topology says.
            mapped.getNodesBuilderList().forEach(node -> node.setAddress("127.0.0.1:" + node.getNumber()));
            cluster.topology(mapped.build());
            try (KvorumClient client = cluster.connect(cluster.client())) {
                Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> {
                    long before = data(cluster.firstReplica("k"));
                    bucket(client).get("k");
                    return data(cluster.firstReplica("k")) > before;
                });
            }
        }
    }

    @Test
    void writesAreIssuedAtTheClustersTimeNotAtThisMachines() {
        try (FakeCluster cluster = new FakeCluster(3)) {
            long hour = Duration.ofHours(1).toMillis();
            cluster.nodes().forEach(node -> node.clockOffset(hour));
            try (KvorumClient client = cluster.connect(cluster.client())) {
                long before = System.currentTimeMillis() + hour;
                long issued = bucket(client).put("k", "v").writeId().issuedAtMillis();
                assertThat(issued).isBetween(before - 60_000, before + 60_000);
            }
        }
    }
}
