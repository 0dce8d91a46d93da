package io.kvorum.commerce.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.commerce.ServiceName;
import io.kvorum.commerce.http.ApiServer;
import io.kvorum.commerce.http.Json;
import io.kvorum.commerce.http.StepBodies;
import io.kvorum.commerce.shop.InMemory;
import io.kvorum.commerce.shop.MemoryShop;
import io.kvorum.commerce.shop.ShopClient;
import io.kvorum.commerce.shop.ShopClient.Got;
import io.kvorum.commerce.store.KeyRing;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.saga.Direction;
import io.kvorum.integrity.saga.StepRequest;
import io.kvorum.integrity.tag.Time;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InventoryHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SAGA = "0123456789abcdef0123456789abcdef";

    private static MemoryShop shop;
    private static ShopClient client;

    @BeforeAll
    static void start() {
        shop = new MemoryShop("eu", "us");
        client = shop.client(ServiceName.INVENTORY, "eu");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static Got receive(String sku, String key, long quantity) {
        return client.post("/stock/" + sku + "/receipts", key, "{\"quantity\":" + quantity + "}");
    }

    private static Got step(String sku, Direction direction, long token, long quantity, String saga) {
        StepRequest request = new StepRequest(
                new AggregateId("order", saga), "stock", direction, token, System.currentTimeMillis() + 600_000);
        var body = Json.object();
        body.set("step", StepBodies.of(request));
        body.putArray("lines").addObject().put("sku", sku).put("quantity", quantity);
        String word = switch (direction) {
            case TRY -> "reserve";
            case CONFIRM -> "confirm";
            case CANCEL -> "release";
        };
        return client.post(
                "/reservations/" + saga + "/" + word,
                request.id(),
                Json.bytes(body).toUtf8());
    }

    @Test
    void aRequestThatComesTwiceIsCarriedOutOnceAndToldTheSame() {
        Got first = receive("twice", "k1", 5);
        assertThat(first.status()).isEqualTo(201);
        Got second = receive("twice", "k1", 5);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(client.get("/stock/twice").json().path("available").asLong()).isEqualTo(5);
        Got other = receive("twice", "k1", 6);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.problem()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void whatIsNotAsItShouldBeIsRefusedBeforeAnythingIsDone() {
        assertThat(client.send("POST", "/stock/bad/receipts", Map.of(), "{\"quantity\":1}")
                        .problem())
                .isEqualTo("idempotency-key-missing");
        for (String body : new String[] {
            "",
            "{",
            "{}",
            "{\"quantity\":0}",
            "{\"quantity\":-1}",
            "{\"quantity\":1.5}",
            "{\"quantity\":1000001}",
            "{\"quantity\":1,\"price\":2}"
        }) {
            assertThat(client.post("/stock/bad/receipts", "k1", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        Got large = client.post("/stock/bad/receipts", "k1", " ".repeat(70_000));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.problem()).isEqualTo("body-too-large");
        assertThat(client.get("/stock/bad").status()).isEqualTo(404);
        assertThat(client.get("/stock/" + "x".repeat(65)).status()).isEqualTo(404);
        assertThat(client.get("/stock/bad?consistency=some").status()).isEqualTo(400);
    }

    @Test
    void whatHasNoRouteIsAProblemToo() {
        Got unknown = client.sendAnywhere("GET", "/warehouse", Map.of(), Bytes.EMPTY);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.problem()).isEqualTo("unknown");
        Got method = client.sendAnywhere("DELETE", "/stock/apple", Map.of(), Bytes.EMPTY);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.problem()).isEqualTo("method-not-allowed");
        assertThat(method.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void versionsAreCompared() {
        assertThat(receive("versioned", "k1", 5).status()).isEqualTo(201);
        Got seen = client.get("/stock/versioned");
        String tag = seen.header("ETag");
        assertThat(client.get("/stock/versioned", "If-None-Match", tag).status())
                .isEqualTo(304);
        Map<String, String> condition = Map.of("Idempotency-Key", "k2", "If-Match", "\"99\"");
        assertThat(client.send("POST", "/stock/versioned/receipts", condition, "{\"quantity\":1}")
                        .status())
                .isEqualTo(412);
        condition = Map.of("Idempotency-Key", "k2", "If-Match", tag);
        assertThat(client.send("POST", "/stock/versioned/receipts", condition, "{\"quantity\":1}")
                        .status())
                .isEqualTo(201);
        Got again = client.send("POST", "/stock/versioned/receipts", condition, "{\"quantity\":1}");
        assertThat(again.status()).as("a retry is told its outcome").isEqualTo(201);
        condition = Map.of("Idempotency-Key", "k3", "If-Match", "not a tag");
        assertThat(client.send("POST", "/stock/versioned/receipts", condition, "{\"quantity\":1}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aReservationIsGuardedByItsToken() {
        assertThat(receive("guarded", "k1", 5).status()).isEqualTo(201);
        assertThat(step("guarded", Direction.TRY, 3, 4, SAGA).status()).isEqualTo(200);
        assertThat(step("guarded", Direction.TRY, 5, 4, SAGA).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(step("guarded", Direction.TRY, 6, 3, SAGA).problem()).isEqualTo("idempotency-key-reused");
        String other = "f".repeat(32);
        assertThat(step("guarded", Direction.TRY, 1, 2, other).problem()).isEqualTo("step-refused");
        assertThat(step("guarded", Direction.CANCEL, 2, 2, other).status()).isEqualTo(200);
        assertThat(step("guarded", Direction.TRY, 1, 1, other).problem())
                .as("it was cancelled: the message is late")
                .isEqualTo("stale-coordinator");
        assertThat(step("guarded", Direction.CONFIRM, 7, 4, SAGA).status()).isEqualTo(200);
        assertThat(step("guarded", Direction.CONFIRM, 2, 4, SAGA).problem()).isEqualTo("stale-coordinator");
        var stock = client.get("/stock/guarded?consistency=quorum").json();
        assertThat(stock.path("sold").asLong()).isEqualTo(4);
        assertThat(stock.path("reserved").asLong()).isZero();
        assertThat(stock.path("available").asLong()).isEqualTo(1);
    }

    @Test
    void theKeyOfAStepFollowsFromIt() {
        StepRequest request = new StepRequest(new AggregateId("order", SAGA), "stock", Direction.TRY, 1, 1);
        var body = Json.object();
        body.set("step", StepBodies.of(request));
        body.putArray("lines").addObject().put("sku", "guarded").put("quantity", 1);
        Got got = client.post(
                "/reservations/" + SAGA + "/reserve", "mine", Json.bytes(body).toUtf8());
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.json().path("detail").asText()).contains("derived");
    }

    @Test
    void aShareMovesToAnotherRegionOnce() {
        assertThat(receive("moved", "k1", 10).status()).isEqualTo(201);
        String body = "{\"toRegion\":\"us\",\"quantity\":6}";
        Got sent = client.post("/stock/moved/shares", "k2", body);
        assertThat(sent.status()).isEqualTo(202);
        assertThat(client.post("/stock/moved/shares", "k2", body).body()).isEqualTo(sent.body());
        assertThat(client.get("/stock/moved").json().path("available").asLong()).isEqualTo(4);
        ShopClient other = shop.client(ServiceName.INVENTORY, "us");
        await().atMost(PATIENCE)
                .until(() -> other.get("/stock/moved").status() == 200
                        && other.get("/stock/moved").json().path("available").asLong() == 6);
        assertThat(client.post("/stock/moved/shares", "k3", body).problem()).isEqualTo("not-enough-stock");
        assertThat(client.post("/stock/moved/shares", "k4", body.replace("us", "mars"))
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/stock/moved/shares", "k4", body.replace("us", "eu"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anEventThatWasForgedIsRefused() {
        Got forged = client.send(
                "POST", "/events", Map.of("Idempotency-Key", "stock-us:apple/1"), Bytes.ofUtf8("not an event"));
        assertThat(forged.status()).isEqualTo(422);
        assertThat(forged.problem()).isEqualTo("event-refused");
    }

    @Test
    void deadLettersCanBeLookedAt() {
        assertThat(client.get("/dead-letters").json().path("deadLetters")).isEmpty();
        assertThat(client.post("/dead-letters/replays", "k1", "{\"event\":\"stock-eu:apple/1\"}")
                        .status())
                .isEqualTo(404);
        assertThat(client.post("/dead-letters/replays", "k1", "{\"event\":\"what?\"}")
                        .status())
                .isEqualTo(400);
    }

    /** The store does not answer, or its answer is lost: what happened to the data is said, and a retry is safe. */
    @Test
    void whatTheStoreCouldNotDoIsSaid() {
        Faults faults = new Faults();
        RegionStore region =
                new InMemory(faults, System::currentTimeMillis).region("eu", KeyRing.ephemeral("test"), Time.system());
        InventoryResource resource = new InventoryResource(new Inventory(region), region.idempotency(), other -> false);
        try (ApiServer server = new ApiServer(
                        "inventory",
                        resource.routes(),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        "127.0.0.1",
                        0);
                ShopClient alone = new ShopClient("inventory", server.address())) {
            faults.at(0, Fault.UNAVAILABLE);
            Got unavailable = alone.post("/stock/apple/receipts", "k1", "{\"quantity\":5}");
            assertThat(unavailable.status()).isEqualTo(503);
            assertThat(unavailable.header("Retry-After")).isEqualTo("1");
            assertThat(unavailable.json().path("outcome").asText()).isEqualTo("not-applied");
            // A read, a write that is in but whose answer is lost, and a read that would have told.
            faults.at(2, Fault.ANSWER_LOST_NAMELESS).at(3, Fault.UNAVAILABLE);
            Got unknown = alone.post("/stock/apple/receipts", "k1", "{\"quantity\":5}");
            assertThat(unknown.status()).isEqualTo(504);
            assertThat(unknown.json().path("outcome").asText()).isEqualTo("unknown");
            assertThat(unknown.json().path("retryable").asBoolean()).isTrue();
            Got again = alone.post("/stock/apple/receipts", "k1", "{\"quantity\":5}");
            assertThat(again.status()).isEqualTo(201);
            assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(alone.get("/stock/apple").json().path("received").asLong())
                    .isEqualTo(5);
        }
    }
}
