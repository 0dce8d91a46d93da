package io.kvorum.commerce.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvorum.commerce.ServiceName;
import io.kvorum.commerce.shop.MemoryShop;
import io.kvorum.commerce.shop.ShopClient;
import io.kvorum.commerce.shop.ShopClient.Got;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OrdersHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static MemoryShop shop;
    private static ShopClient orders;
    private static ShopClient payments;
    private static ShopClient inventory;

    @BeforeAll
    static void start() {
        shop = new MemoryShop("eu");
        orders = shop.client(ServiceName.ORDERS, "eu");
        payments = shop.client(ServiceName.PAYMENTS, "eu");
        inventory = shop.client(ServiceName.INVENTORY, "eu");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static String order(String account, String sku, long quantity, long price) {
        return "{\"account\":\"" + account + "\",\"currency\":\"EUR\",\"address\":\"here\",\"lines\":[{\"sku\":\"" + sku
                + "\",\"quantity\":" + quantity + ",\"unitPriceMinor\":" + price + "}]}";
    }

    private static void has(String account, long minor) {
        assertThat(payments.post("/accounts", "k", "{\"id\":\"" + account + "\",\"currency\":\"EUR\"}")
                        .status())
                .isEqualTo(201);
        assertThat(payments.post(
                                "/accounts/" + account + "/deposits",
                                "k",
                                "{\"amount\":{\"currency\":\"EUR\",\"minor\":" + minor + "}}")
                        .status())
                .isEqualTo(201);
    }

    private static void isThere(String sku, long quantity) {
        assertThat(inventory
                        .post("/stock/" + sku + "/receipts", "k", "{\"quantity\":" + quantity + "}")
                        .status())
                .isEqualTo(201);
    }

    private static String placed(String key, String body) {
        Got got = orders.post("/orders", key, body);
        assertThat(got.status()).isEqualTo(201);
        assertThat(got.header("Location"))
                .isEqualTo("/orders/" + got.json().path("id").asText());
        return got.json().path("id").asText();
    }

    private static JsonNode whenIt(String id, String status) {
        await().atMost(PATIENCE)
                .until(() -> orders.get("/orders/" + id + "?consistency=quorum")
                        .json()
                        .path("status")
                        .asText()
                        .equals(status));
        return orders.get("/orders/" + id + "?consistency=quorum").json();
    }

    @Test
    void anOrderIsPaidShippedAndClosed() {
        has("alice", 1_000);
        isThere("apple", 10);
        String body = order("alice", "apple", 3, 50);
        String id = placed("o1", body);
        assertThat(placed("o1", body)).as("a retry places no other order").isEqualTo(id);
        assertThat(orders.post("/orders", "o1", order("alice", "apple", 4, 50)).problem())
                .isEqualTo("idempotency-key-reused");
        JsonNode closed = whenIt(id, "closed");
        assertThat(closed.path("shipped").asBoolean()).isTrue();
        await().atMost(PATIENCE)
                .until(() -> orders.get("/orders/" + id)
                        .json()
                        .path("payment")
                        .asText()
                        .equals("captured"));
        Got payment = payments.get("/payments/" + id + "?consistency=quorum");
        assertThat(payment.json().path("status").asText()).isEqualTo("captured");
        assertThat(payment.json().path("amount").path("minor").asLong()).isEqualTo(150);
        assertThat(payments.get("/accounts/alice").json().path("availableMinor").asLong())
                .isEqualTo(850);
        assertThat(inventory.get("/stock/apple").json().path("sold").asLong()).isEqualTo(3);
        JsonNode saga = orders.get("/orders/" + id + "/checkout").json();
        assertThat(saga.path("phase").asText()).isEqualTo("confirmed");
        assertThat(saga.path("steps")).hasSize(3);
        assertThat(orders.post("/orders/" + id + "/cancel", "c1", "{\"reason\":\"too late\"}")
                        .problem())
                .isEqualTo("not-now");
        refunds(id);
    }

    private static void refunds(String id) {
        String refund = "{\"amount\":{\"currency\":\"EUR\",\"minor\":100}}";
        assertThat(payments.post("/payments/" + id + "/refunds", "r1", refund).status())
                .isEqualTo(202);
        assertThat(payments.post("/payments/" + id + "/refunds", "r1", refund).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(payments.post("/payments/" + id + "/refunds", "r2", refund).problem())
                .isEqualTo("too-much");
        await().atMost(PATIENCE)
                .until(() -> payments.get("/accounts/alice")
                                .json()
                                .path("availableMinor")
                                .asLong()
                        == 950);
        await().atMost(PATIENCE)
                .until(() -> orders.get("/orders/" + id)
                                .json()
                                .path("refunded")
                                .path("minor")
                                .asLong()
                        == 100);
        assertThat(payments.get("/ledger").json().path("total").asLong()).isZero();
        assertThat(orders.get("/revenue").json().path("minor").has("EUR")).isTrue();
    }

    @Test
    void anOrderWithoutStockIsCancelledWithItsReason() {
        has("bob", 1_000);
        isThere("rare", 1);
        JsonNode cancelled = whenIt(placed("o2", order("bob", "rare", 2, 50)), "cancelled");
        assertThat(cancelled.path("reason").asText()).contains("stock").contains("rare");
        assertThat(inventory.get("/stock/rare").json().path("available").asLong())
                .isEqualTo(1);
        assertThat(payments.get("/accounts/bob").json().path("availableMinor").asLong())
                .isEqualTo(1_000);
    }

    @Test
    void anOrderWithoutMoneyIsCancelledAndItsStockIsFree() {
        has("carol", 99);
        isThere("pear", 5);
        String id = placed("o3", order("carol", "pear", 2, 50));
        assertThat(whenIt(id, "cancelled").path("reason").asText()).contains("payment");
        assertThat(inventory.get("/stock/pear").json().path("available").asLong())
                .isEqualTo(5);
        assertThat(payments.get("/payments/" + id + "?consistency=quorum")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
    }

    @Test
    void answersFromTheReadModelSayAsOfWhenTheyAre() {
        has("dora", 1_000);
        isThere("plum", 10);
        String id = placed("o4", order("dora", "plum", 1, 50));
        JsonNode closed = whenIt(id, "closed");
        Got local = orders.get("/orders/" + id);
        assertThat(local.header("As-Of")).isNotEmpty();
        assertThat(local.header("Age")).isNotEmpty();
        assertThat(local.header("Cache-Control")).contains("stale-while-revalidate");
        assertThat(orders.get("/orders/" + id, "If-None-Match", local.header("ETag"))
                        .status())
                .isIn(200, 304);
        Got newer = orders.get("/orders/" + id, "Min-As-Of", closed.path("asOf").asText());
        assertThat(Instant.parse(newer.header("As-Of")))
                .isAfterOrEqualTo(Instant.parse(closed.path("asOf").asText()));
        assertThat(orders.get("/orders/" + id, "Min-As-Of", "yesterday").status())
                .isEqualTo(400);
        assertThat(orders.get("/orders/" + "0".repeat(32)).status()).isEqualTo(404);
        assertThat(orders.get("/orders/" + "0".repeat(32) + "/checkout").status())
                .isEqualTo(404);
    }

    @Test
    void anAddressIsChangedOnlyByWhoHasSeenTheOrder() {
        String id = placed("o5", order("nobody", "nothing", 1, 50));
        whenIt(id, "cancelled");
        String path = "/orders/" + id + "/address";
        String body = "{\"address\":\"there\"}";
        assertThat(orders.send("PUT", path, Map.of("Idempotency-Key", "a1"), body)
                        .status())
                .isEqualTo(428);
        assertThat(orders.send("PUT", path, Map.of("Idempotency-Key", "a1", "If-Match", "\"77\""), body)
                        .status())
                .isEqualTo(412);
        String tag = orders.get("/orders/" + id + "?consistency=quorum").header("ETag");
        assertThat(orders.send("PUT", path, Map.of("Idempotency-Key", "a1", "If-Match", tag), body)
                        .problem())
                .isEqualTo("not-now");
    }

    @Test
    void whatIsNotAsItShouldBeIsRefusedBeforeAnythingIsDone() {
        String good = order("alice", "apple", 1, 50);
        String lines = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"sku\":\"s" + i + "\"}")
                .collect(Collectors.joining(","));
        for (String bad : new String[] {
            good.replace("\"EUR\"", "\"EURO\""),
            good.replace("\"quantity\":1", "\"quantity\":-1"),
            good.replace("\"quantity\":1", "\"quantity\":1.0"),
            good.replace("50", "0"),
            good.replace("\"here\"", "\"\""),
            good.replace("\"account\":\"alice\"", "\"account\":\"a b\""),
            good.replace("[{", "[{\"sku\":\"apple\",\"quantity\":1,\"unitPriceMinor\":1},{"),
            good.replaceAll("\\[.*]", "[]"),
            good.replaceAll("\\[.*]", "[" + "{},".repeat(100) + "{}]"),
            good.replace("\"account\"", "\"customer\"")
        }) {
            Got got = orders.post("/orders", "bad", bad);
            assertThat(got.status()).as(bad).isEqualTo(400);
            assertThat(got.json().path("outcome").asText()).isEqualTo("not-applied");
        }
        assertThat(orders.post("/orders", "bad", good.replaceAll("\\[.*]", "[" + lines + "]"))
                        .status())
                .isEqualTo(413);
        String much = good.replace("50", "1000000000000000").replace("\"quantity\":1", "\"quantity\":2");
        assertThat(orders.post("/orders", "bad", much).problem()).isEqualTo("too-much");
        assertThat(orders.send("POST", "/orders", Map.of(), good).problem()).isEqualTo("idempotency-key-missing");
        assertThat(orders.send("POST", "/orders", Map.of("Idempotency-Key", "a b"), good)
                        .status())
                .isEqualTo(400);
        assertThat(orders.post("/orders/" + "0".repeat(32) + "/cancel", "c", "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aCartIsEditedAndALateRetryChangesNothing() {
        Map<String, String> first = Map.of("Idempotency-Key", "k1");
        String path = "/carts/alice/items/apple";
        assertThat(orders.send("PUT", path, first, "{\"quantity\":3}").status()).isEqualTo(200);
        assertThat(orders.send("PUT", path, Map.of("Idempotency-Key", "k2"), "{\"quantity\":5}")
                        .status())
                .isEqualTo(200);
        Got late = orders.send("PUT", path, first, "{\"quantity\":3}");
        assertThat(late.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(late.json().path("quantity").asLong()).isEqualTo(3);
        assertThat(orders.get("/carts/alice")
                        .json()
                        .path("items")
                        .get(0)
                        .path("quantity")
                        .asLong())
                .as("what was set later stays")
                .isEqualTo(5);
        assertThat(orders.send("PUT", path, first, "{\"quantity\":4}").status()).isEqualTo(422);
        assertThat(orders.send("PUT", path, Map.of(), "{\"quantity\":4}").status())
                .isEqualTo(400);
        assertThat(orders.send("DELETE", path, Map.of("Idempotency-Key", "k3"), "")
                        .status())
                .isEqualTo(200);
        assertThat(orders.get("/carts/alice?consistency=quorum").json().path("items"))
                .isEmpty();
    }
}
