package io.kvorum.commerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.commerce.orders.Checkout;
import io.kvorum.commerce.shop.ShopClient;
import io.kvorum.commerce.shop.ShopClient.Got;
import io.kvorum.harness.live.ClusterSpec;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.integrity.reconcile.ReconcileOptions;
import io.kvorum.integrity.reconcile.Reconciliation;
import io.kvorum.integrity.reconcile.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shop on three real nodes, one of which is killed: a client that sends everything twice, and in the end nothing differs. */
class ShopIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int GOOD_ORDERS = 12;
    private static final long STOCK = 100;
    private static final long MONEY = 10_000;
    private static final long PRICE = 50;

    @TempDir
    static Path folder;

    /** Sends each request until it is answered, and then once more: the answer must be the same. */
    private static final class Twice implements AutoCloseable {
        private final ShopClient client;

        Twice(Shop shop, ServiceName service) {
            this.client = new ShopClient(service.word(), shop.address(service, "eu"));
        }

        Got post(String path, String key, String body) {
            return send("POST", path, key, body);
        }

        Got send(String method, String path, String key, String body) {
            Got first = untilAnswered(method, path, key, body);
            Got second = untilAnswered(method, path, key, body);
            assertThat(second.status())
                    .as("%s %s %s", method, path, second.body().toUtf8())
                    .isEqualTo(first.status());
            if (first.status() < 300) {
                assertThat(second.body()).isEqualTo(first.body());
                assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
            }
            return first;
        }

        private Got untilAnswered(String method, String path, String key, String body) {
            Got[] last = new Got[1];
            await().atMost(PATIENCE).until(() -> {
                last[0] = client.send(method, path, Map.of("Idempotency-Key", key), body);
                return last[0].status() < 500 && !last[0].body().toUtf8().contains("request-in-progress");
            });
            return last[0];
        }

        JsonNode get(String path) {
            Got[] last = new Got[1];
            await().atMost(PATIENCE).until(() -> {
                last[0] = client.get(path);
                return last[0].status() < 500;
            });
            return last[0].json();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static String order(String account, String sku, long quantity) {
        return "{\"account\":\"" + account + "\",\"currency\":\"EUR\",\"address\":\"here\",\"lines\":[{\"sku\":\"" + sku
                + "\",\"quantity\":" + quantity + ",\"unitPriceMinor\":" + PRICE + "}]}";
    }

    private static String placed(Twice orders, String key, String body) {
        Got got = orders.post("/orders", key, body);
        assertThat(got.status()).isEqualTo(201);
        return got.json().path("id").asText();
    }

    private static String status(Twice orders, String id) {
        return orders.get("/orders/" + id + "?consistency=quorum")
                .path("status")
                .asText();
    }

    private static LocalCluster cluster() throws Exception {
        LocalCluster cluster = LocalCluster.createDirect(ClusterSpec.of(3, 1, folder.resolve("cluster")));
        cluster.startAll();
        cluster.awaitReady(PATIENCE);
        return cluster;
    }

    private static KvorumClient connect(LocalCluster cluster) {
        return KvorumClient.builder()
                .endpoints(
                        cluster.plan().endpoints().stream().map(Endpoint::parse).toList())
                .deadline(Duration.ofSeconds(20))
                .build();
    }

    @Test
    @Timeout(400)
    void ordersAreClosedOrUndoneAndNothingDiffersInTheEnd() throws Exception {
        try (LocalCluster cluster = cluster();
                KvorumClient client = connect(cluster);
                Shop shop = Shop.start(
                        List.of(new Shop.Region("eu", Optional.empty(), client)),
                        folder.resolve("keys"),
                        new Checkout(Duration.ofMinutes(1), Duration.ofMinutes(3)));
                Twice orders = new Twice(shop, ServiceName.ORDERS);
                Twice inventory = new Twice(shop, ServiceName.INVENTORY)) {
            fill(shop, inventory);
            Map<String, String> expected = new HashMap<>();
            for (int i = 0; i < GOOD_ORDERS; i++) {
                expected.put(placed(orders, "good-" + i, order("alice", i % 2 == 0 ? "apple" : "pear", 2)), "closed");
                if (i == GOOD_ORDERS / 3) {
                    cluster.kill(2);
                }
            }
            expected.put(placed(orders, "poor", order("bob", "apple", 1)), "cancelled");
            expected.put(placed(orders, "rare", order("alice", "apple", STOCK + 1)), "cancelled");
            String cancelled = cancelled(shop, orders);
            expected.put(cancelled, "cancelled");
            cluster.start(2);
            cluster.awaitReady(2, PATIENCE);
            expected.forEach((id, end) ->
                    await().atMost(PATIENCE).until(() -> status(orders, id).equals(end)));
            assertThat(orders.get("/orders/" + cancelled + "?consistency=quorum")
                            .path("reason")
                            .asText())
                    .isEqualTo("changed my mind");
            long closed = expected.values().stream().filter("closed"::equals).count();
            try (Twice payments = new Twice(shop, ServiceName.PAYMENTS)) {
                assertThat(payments.get("/accounts/alice")
                                .path("availableMinor")
                                .asLong())
                        .isEqualTo(MONEY - closed * 2 * PRICE);
            }
            assertThat(inventory.get("/stock/apple").path("sold").asLong()
                            + inventory.get("/stock/pear").path("sold").asLong())
                    .isEqualTo(closed * 2);
            editsACart(orders);
            nothingDiffers(shop);
            await().atMost(PATIENCE)
                    .until(() ->
                            orders.get("/revenue").path("minor").path("EUR").asLong() == closed * 2 * PRICE);
        }
    }

    private static void fill(Shop shop, Twice inventory) {
        try (Twice payments = new Twice(shop, ServiceName.PAYMENTS)) {
            fillAccounts(payments);
        }
        for (String sku : List.of("apple", "pear")) {
            assertThat(inventory
                            .post("/stock/" + sku + "/receipts", "receipt", "{\"quantity\":" + STOCK + "}")
                            .status())
                    .isEqualTo(201);
        }
    }

    private static void fillAccounts(Twice payments) {
        for (String account : List.of("alice", "bob")) {
            assertThat(payments.post("/accounts", "open", "{\"id\":\"" + account + "\",\"currency\":\"EUR\"}")
                            .status())
                    .isEqualTo(201);
        }
        assertThat(payments.post(
                                "/accounts/alice/deposits",
                                "deposit",
                                "{\"amount\":{\"currency\":\"EUR\",\"minor\":" + MONEY + "}}")
                        .status())
                .isEqualTo(201);
    }

    /** Payments does not run, so nothing is decided: the order can be cancelled, and is once payments is back. */
    private static String cancelled(Shop shop, Twice orders) throws IOException {
        shop.stop(ServiceName.PAYMENTS, "eu");
        String id = placed(orders, "changed", order("alice", "pear", 2));
        Got asked = orders.post("/orders/" + id + "/cancel", "why", "{\"reason\":\"changed my mind\"}");
        assertThat(asked.status()).isEqualTo(202);
        assertThat(orders.get("/orders/" + id + "/checkout").path("phase").asText())
                .isIn("trying", "cancelling");
        assertThat(shop.start(ServiceName.PAYMENTS, "eu")).isEqualTo(shop.address(ServiceName.PAYMENTS, "eu"));
        return id;
    }

    private static void editsACart(Twice orders) {
        Got put = orders.send("PUT", "/carts/alice/items/apple", "cart-1", "{\"quantity\":3}");
        assertThat(put.status()).isEqualTo(200);
        put = orders.send("PUT", "/carts/alice/items/pear", "cart-2", "{\"quantity\":1}");
        assertThat(put.status()).isEqualTo(200);
        assertThat(orders.send("DELETE", "/carts/alice/items/pear", "cart-3", "")
                        .status())
                .isEqualTo(200);
        JsonNode items = orders.get("/carts/alice?consistency=quorum").path("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0).path("quantity").asLong()).isEqualTo(3);
    }

    private static void nothingDiffers(Shop shop) {
        Reconciliation reconciliation = shop.reconciliation("eu", ReconcileOptions.DEFAULT);
        Report[] last = new Report[1];
        await().atMost(PATIENCE).until(() -> {
            last[0] = reconciliation.settle();
            return last[0].isClean();
        });
        assertThat(last[0].isGood()).isTrue();
        assertThat(last[0].findings()).hasSize(8);
    }
}
