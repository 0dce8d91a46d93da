package io.kvorum.commerce.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.commerce.ServiceName;
import io.kvorum.commerce.http.Json;
import io.kvorum.commerce.http.StepBodies;
import io.kvorum.commerce.shop.MemoryShop;
import io.kvorum.commerce.shop.ShopClient;
import io.kvorum.commerce.shop.ShopClient.Got;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.saga.Direction;
import io.kvorum.integrity.saga.StepRequest;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PaymentsHttpTest {
    private static MemoryShop shop;
    private static ShopClient client;

    @BeforeAll
    static void start() {
        shop = new MemoryShop("eu");
        client = shop.client(ServiceName.PAYMENTS, "eu");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static String amount(String currency, long minor) {
        return "{\"amount\":{\"currency\":\"" + currency + "\",\"minor\":" + minor + "}}";
    }

    private static void open(String account, long minor) {
        assertThat(client.post("/accounts", "k", "{\"id\":\"" + account + "\",\"currency\":\"EUR\"}")
                        .status())
                .isEqualTo(201);
        assertThat(client.post("/accounts/" + account + "/deposits", "d", amount("EUR", minor))
                        .status())
                .isEqualTo(201);
    }

    private static Got step(String payment, Direction direction, long token, String account, long minor) {
        StepRequest request = new StepRequest(
                new AggregateId("order", payment), "payment", direction, token, System.currentTimeMillis() + 600_000);
        var body = Json.object();
        body.set("step", StepBodies.of(request));
        body.put("account", account).putObject("amount").put("currency", "EUR").put("minor", minor);
        String word = switch (direction) {
            case TRY -> "hold";
            case CONFIRM -> "capture";
            case CANCEL -> "release";
        };
        return client.post(
                "/payments/" + payment + "/" + word,
                request.id(),
                Json.bytes(body).toUtf8());
    }

    @Test
    void aDepositThatComesTwiceIsMadeOnce() {
        open("twice", 100);
        Got again = client.post("/accounts/twice/deposits", "d", amount("EUR", 100));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(client.get("/accounts/twice").json().path("balanceMinor").asLong())
                .isEqualTo(100);
        assertThat(client.post("/accounts/twice/deposits", "d", amount("EUR", 101))
                        .status())
                .isEqualTo(422);
        assertThat(client.post("/accounts", "k2", "{\"id\":\"twice\",\"currency\":\"USD\"}")
                        .problem())
                .isEqualTo("exists");
    }

    @Test
    void moneyIsCheckedBeforeAnythingIsDone() {
        open("checked", 100);
        assertThat(client.post("/accounts/checked/deposits", "x", amount("USD", 1))
                        .problem())
                .isEqualTo("other-currency");
        for (String bad : new String[] {
            amount("EUR", 0),
            amount("EUR", -1),
            amount("EUR", Long.MAX_VALUE),
            amount("EURO", 1),
            "{\"amount\":1}",
            "{\"amount\":{\"currency\":\"EUR\",\"minor\":0.1}}"
        }) {
            assertThat(client.post("/accounts/checked/deposits", "x", bad).status())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(client.post("/accounts/checked/deposits", "x", amount("EUR", 1_000_000_000_000_000L))
                        .problem())
                .isEqualTo("too-much");
        assertThat(client.post("/accounts/stranger/deposits", "x", amount("EUR", 1))
                        .status())
                .isEqualTo(404);
        assertThat(client.get("/accounts/stranger").status()).isEqualTo(404);
        assertThat(client.send("POST", "/accounts/checked/deposits", Map.of(), amount("EUR", 1))
                        .problem())
                .isEqualTo("idempotency-key-missing");
        assertThat(client.get("/accounts/checked").json().path("balanceMinor").asLong())
                .isEqualTo(100);
    }

    @Test
    void aPaymentIsTakenOnceHoweverOftenItIsAskedFor() {
        open("payer", 100);
        String payment = "1".repeat(32);
        for (int token = 1; token <= 3; token++) {
            assertThat(step(payment, Direction.TRY, token, "payer", 70).status())
                    .isEqualTo(200);
        }
        assertThat(step(payment, Direction.TRY, 4, "payer", 71).problem()).isEqualTo("idempotency-key-reused");
        assertThat(client.get("/payments/" + payment).json().path("status").asText())
                .isEqualTo("held");
        assertThat(step("2".repeat(32), Direction.TRY, 1, "payer", 31).problem())
                .isEqualTo("step-refused");
        assertThat(step(payment, Direction.CONFIRM, 5, "payer", 70).status()).isEqualTo(200);
        assertThat(step(payment, Direction.CONFIRM, 6, "payer", 70).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(step(payment, Direction.CONFIRM, 3, "payer", 70).problem()).isEqualTo("stale-coordinator");
        assertThat(client.get("/payments/" + payment + "?consistency=quorum")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("captured");
        assertThat(client.get("/accounts/payer").json().path("balanceMinor").asLong())
                .isEqualTo(30);
    }

    @Test
    void aPaymentThatIsNotThereIsNotFoundAndNotRefunded() {
        String payment = "3".repeat(32);
        assertThat(client.get("/payments/" + payment).status()).isEqualTo(404);
        assertThat(client.get("/payments/17").status()).isEqualTo(404);
        assertThat(client.post("/payments/" + payment + "/refunds", "r", amount("EUR", 1))
                        .status())
                .isEqualTo(404);
    }
}
