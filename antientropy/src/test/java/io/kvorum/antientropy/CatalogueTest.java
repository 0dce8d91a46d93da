package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.replication.member.TopologyKeeper;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.BucketChanged;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A change of the bucket catalogue is kept by a majority of the metadata nodes, and no epoch or bucket id is given twice. */
class CatalogueTest {
    private static ClientRequest create(String name) {
        return new ClientRequest.CreateBucket(name, Map.of("r", "1"));
    }

    private static boolean isAccept(TinyCluster.Delivery delivery) {
        return delivery.message() instanceof PeerMessage.CatalogueAccept;
    }

    private static boolean isNews(TinyCluster.Delivery delivery) {
        return delivery.message() instanceof PeerMessage.TopologyOffer;
    }

    private static Topology storedAt(TinyCluster cluster, int node) {
        return TopologyKeeper.stored(cluster.storage(node)).orElse(cluster.topology());
    }

    private static List<String> bucketsAt(TinyCluster cluster, int node) {
        return storedAt(cluster, node).buckets().stream().map(Bucket::name).toList();
    }

    @Test
    void aChangeIsAcknowledgedAndInForceOnlyWhenAMajorityHasStoredIt() {
        TinyCluster cluster = new TinyCluster(3);
        cluster.lose(delivery -> isAccept(delivery) && delivery.to() != 1);
        Failed unknown = (Failed) cluster.ask(1, create("carts"));
        assertThat(unknown.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(unknown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(bucketsAt(cluster, 1)).containsExactly("default");
        cluster.lose(delivery -> isAccept(delivery) && delivery.to() == 3);
        assertThat(cluster.ask(2, create("carts"))).isEqualTo(new BucketChanged(2));
        cluster.advance(Duration.ofSeconds(10));
        assertThat(bucketsAt(cluster, 3)).containsExactly("default", "carts");
    }

    @Test
    void askingAgainForWhatIsThereChangesNothing() {
        TinyCluster cluster = new TinyCluster(3);
        assertThat(cluster.ask(3, create("carts"))).isEqualTo(new BucketChanged(2));
        assertThat(cluster.ask(2, create("carts"))).isEqualTo(new BucketChanged(2));
    }

    @Test
    void changesThatComeTogetherGetOneEpochEach() {
        TinyCluster cluster = new TinyCluster(5);
        long first = cluster.begin(1, create("a"));
        long second = cluster.begin(2, create("b"));
        long third = cluster.begin(3, create("a"));
        cluster.advance(Duration.ofMillis(500));
        assertThat(cluster.answer(first)).contains(new BucketChanged(2));
        assertThat(cluster.answer(second)).contains(new BucketChanged(3));
        assertThat(cluster.answer(third).orElseThrow()).isInstanceOf(BucketChanged.class);
        assertThat(bucketsAt(cluster, 4)).containsExactly("default", "a", "b");
    }

    @Test
    void aWaitingChangeThatWasNotBegunIsNotApplied() {
        TinyCluster cluster = new TinyCluster(3);
        cluster.lose(delivery -> isAccept(delivery) && delivery.to() != 1);
        cluster.begin(1, create("first"));
        ClientReply second = cluster.ask(1, create("second"));
        assertThat(((Failed) second).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        cluster.lose(delivery -> false);
        cluster.advance(Duration.ofSeconds(10));
        assertThat(bucketsAt(cluster, 2)).containsExactly("default", "first");
    }

    @Test
    void aSerialiserWithAnEmptyDiskChangesNothingBeforeItHasHeardTheOthers() {
        TinyCluster cluster = new TinyCluster(3);
        assertThat(cluster.ask(1, create("carts"))).isEqualTo(new BucketChanged(2));
        cluster.stop(2);
        cluster.restartWiped(1);
        Failed refused = (Failed) cluster.ask(1, create("other"));
        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(refused.message()).contains("nothing was changed");
        cluster.restart(2);
        assertThat(cluster.ask(1, create("other"))).isEqualTo(new BucketChanged(3));
    }

    @Test
    void aSerialiserThatKeptItsDiskGoesOnWithAMajority() {
        TinyCluster cluster = new TinyCluster(3);
        assertThat(cluster.ask(1, create("carts"))).isEqualTo(new BucketChanged(2));
        cluster.stop(3);
        cluster.restart(1);
        assertThat(cluster.ask(1, create("other"))).isEqualTo(new BucketChanged(3));
    }

    @Test
    void anAcknowledgedChangeOutlivesTheSerialisersDiskThoughNobodyElseWasToldThatItIsMade() {
        TinyCluster cluster = new TinyCluster(3);
        cluster.lose(delivery -> isNews(delivery) || (isAccept(delivery) && delivery.to() == 3));
        assertThat(cluster.ask(1, create("carts"))).isEqualTo(new BucketChanged(2));
        assertThat(bucketsAt(cluster, 2)).containsExactly("default");
        cluster.restartWiped(1);
        cluster.lose(delivery -> false);
        assertThat(cluster.ask(1, create("other"))).isEqualTo(new BucketChanged(3));
        cluster.advance(Duration.ofSeconds(10));
        for (int node = 1; node <= 3; node++) {
            assertThat(bucketsAt(cluster, node)).containsExactly("default", "carts", "other");
        }
    }

    @Test
    void aProposalOfAnEarlierRunThatArrivesLateIsRefused() {
        TinyCluster cluster = new TinyCluster(3);
        assertThat(cluster.ask(1, create("carts"))).isEqualTo(new BucketChanged(2));
        cluster.delay(delivery -> isAccept(delivery) && delivery.to() != 1);
        cluster.begin(1, create("late"));
        cluster.restartWiped(1);
        cluster.delay(delivery -> false);
        assertThat(cluster.ask(1, create("other"))).isEqualTo(new BucketChanged(3));
        cluster.deliverDelayed();
        cluster.restartWiped(1);
        assertThat(cluster.ask(1, create("last"))).isEqualTo(new BucketChanged(4));
        assertThat(bucketsAt(cluster, 2)).containsExactly("default", "carts", "other", "last");
    }

    @Test
    void aClusterOfOneNodeAsksNobody() {
        TinyCluster cluster = new TinyCluster(1);
        assertThat(cluster.ask(1, create("carts"))).isEqualTo(new BucketChanged(2));
    }

    @Test
    void anIdIsNotGivenAgainAfterADropAndALostDisk() {
        TinyCluster cluster = new TinyCluster(3);
        cluster.ask(1, create("carts"));
        cluster.ask(1, new ClientRequest.DropBucket("carts"));
        cluster.restartWiped(1);
        cluster.ask(1, create("carts"));
        assertThat(storedAt(cluster, 3).bucket("carts").orElseThrow().id()).isEqualTo(3);
    }

    @Test
    void wishesToBeNamedThatAreRepeatedTakeNoPlaceFromClients() {
        TinyCluster cluster = new TinyCluster(3);
        cluster.ask(1, new ClientRequest.CreateBucket("accounts", Map.of("kind", "strong")));
        cluster.lose(delivery -> isAccept(delivery) && delivery.to() != 1);
        cluster.advance(Duration.ofMinutes(2));
        Failed waited = (Failed) cluster.ask(1, create("carts"));
        assertThat(waited.code()).as("there was a place").isNotEqualTo(ErrorCode.OVERLOADED);
        cluster.lose(delivery -> false);
        cluster.advance(Duration.ofSeconds(10));
        assertThat(cluster.ask(1, create("carts"))).isInstanceOf(BucketChanged.class);
        assertThat(storedAt(cluster, 2).acceptors().names()).hasSize(3);
    }
}
