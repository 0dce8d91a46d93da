package io.kvorum.harness.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.ClusterSpec;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.proxy.LinkState;
import io.kvorum.integrity.escrow.Escrow;
import io.kvorum.integrity.escrow.EscrowView;
import io.kvorum.integrity.escrow.InsufficientRights;
import io.kvorum.integrity.escrow.RequestOptions;
import io.kvorum.integrity.escrow.Transfer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two regions of three nodes each sell out, cut off from each other, while each of them loses a node. */
class EscrowIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String KEY = "spring";
    private static final int ITEMS = 1_000;
    private static final int MOVED = 400;
    private static final int BEFORE = 50;

    @TempDir
    static Path folder;

    /** A client that knows the nodes of its region, and what it has sold. */
    private static final class Shop implements AutoCloseable {
        private final String region;
        private final KvorumClient client;
        private final Escrow escrow;
        private int orders;

        Shop(LocalCluster cluster, String region) {
            this.region = region;
            this.client = KvorumClient.builder()
                    .endpoints(cluster.plan().nodes().stream()
                            .filter(node -> node.region().equals(region))
                            .map(node -> Endpoint.parse(node.endpoint()))
                            .toList())
                    .deadline(Duration.ofSeconds(20))
                    .build();
            this.escrow = Escrow.of(client, "vouchers", region, Set.of("eu", "us"));
        }

        /** Sells until nothing is left, or so many are sold; an order whose outcome is not known is placed again. */
        int sell(int most) {
            int sold = 0;
            while (sold < most) {
                RequestOptions order = RequestOptions.DEFAULT.id(region + "-order-" + orders);
                try {
                    long unused = escrow.spend(KEY, 1, order).left();
                    orders++;
                    sold++;
                } catch (InsufficientRights e) {
                    assertThat(e.local()).isZero();
                    return sold;
                } catch (KvorumException e) {
                    // Asked again under its id.
                    Thread.onSpinWait();
                }
            }
            return sold;
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @Test
    @Timeout(400)
    void bothRegionsSellOutCutOffFromEachOtherAndExactlyWhatThereIs() throws Exception {
        try (LocalCluster cluster = LocalCluster.create(ClusterSpec.of(6, 2, folder.resolve("cluster")))) {
            cluster.startAll();
            cluster.awaitReady(PATIENCE);
            try (Shop eu = new Shop(cluster, "eu");
                    Shop us = new Shop(cluster, "us")) {
                eu.client.admin().createBucket("vouchers-eu", Map.of("kind", "strong", "placement", "eu=3"));
                eu.client.admin().createBucket("vouchers-us", Map.of("kind", "strong", "placement", "us=3"));
                await().ignoreExceptions()
                        .atMost(PATIENCE)
                        .until(() -> us.escrow.read(KEY).total().isPresent());
                eu.escrow.allocate(KEY, "eu", ITEMS, RequestOptions.DEFAULT.id("stock"));
                Transfer moved = eu.escrow.transfer(KEY, "eu", "us", MOVED);
                assertThat(moved.arrived()).isTrue();
                assertThat(eu.sell(BEFORE)).isEqualTo(BEFORE);
                assertThat(us.sell(BEFORE)).isEqualTo(BEFORE);

                cluster.network().partition(nodes(cluster, "eu"), nodes(cluster, "us"), new LinkState.Cut());
                cluster.kill(5);
                cluster.kill(6);
                CompletableFuture<Integer> soldInUs = CompletableFuture.supplyAsync(() -> us.sell(ITEMS));
                assertThat(eu.sell(ITEMS)).as("sold in eu, cut off").isEqualTo(ITEMS - MOVED - BEFORE);
                assertThat(soldInUs.join()).as("sold in us, cut off").isEqualTo(MOVED - BEFORE);

                cluster.network().heal();
                for (int node : new int[] {5, 6}) {
                    cluster.start(node);
                    cluster.awaitReady(node, PATIENCE);
                }
                await().atMost(PATIENCE).until(() -> eu.escrow.read(KEY).total().isPresent());
                assertThat(eu.escrow.read(KEY).total()).contains(new EscrowView.Total(ITEMS, 0, ITEMS, 0));
                givesBackAndFetches(eu, us);
            }
        }
    }

    /** What one region gives back another one fetches, and no more. */
    private static void givesBackAndFetches(Shop eu, Shop us) {
        assertThat(us.escrow.giveBack(KEY, 10).left()).isEqualTo(10);
        assertThat(eu.escrow.spend(KEY, 10, RequestOptions.DEFAULT.fetch(true)).left())
                .isZero();
        assertThat(us.sell(1)).isZero();
        assertThat(us.escrow.read(KEY).total()).contains(new EscrowView.Total(ITEMS, 0, ITEMS, 0));
    }

    private static Set<Integer> nodes(LocalCluster cluster, String region) {
        return cluster.plan().nodes().stream()
                .filter(node -> node.region().equals(region))
                .map(ClusterPlan.Node::number)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
