package io.kvorum.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvorum.commerce.http.Json;
import io.kvorum.commerce.http.Route;
import io.kvorum.commerce.shop.ApiDescription;
import io.kvorum.commerce.shop.MemoryShop;
import io.kvorum.commerce.shop.ShopClient;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Services do what their descriptions say; each answer that the other tests get is held to them as well ({@link ShopClient}). */
class OpenApiTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    @ParameterizedTest
    @EnumSource(ServiceName.class)
    void everyRouteIsDescribedAndNoOther(ServiceName name) {
        try (MemoryShop shop = new MemoryShop("eu")) {
            Set<String> routes = new TreeSet<>();
            for (Route route : shop.service(name, "eu").routes()) {
                routes.add(route.method() + " " + route.path());
            }
            assertThat(ApiDescription.of(name.word()).operations()).isEqualTo(routes);
        }
    }

    @ParameterizedTest
    @EnumSource(ServiceName.class)
    void theDescriptionIsServedAndWhole(ServiceName name) {
        try (MemoryShop shop = new MemoryShop("eu")) {
            JsonNode served = shop.client(name, "eu").get("/openapi.json").json();
            assertThat(served).isEqualTo(ApiDescription.of(name.word()).document());
            assertThat(served.path("openapi").textValue()).isEqualTo("3.1.0");
            Set<String> ids = new HashSet<>();
            for (var path : served.path("paths").properties()) {
                for (var operation : path.getValue().properties()) {
                    assertThat(ids.add(operation.getValue().path("operationId").textValue()))
                            .as("operation ids are unique")
                            .isTrue();
                    parametersOf(path.getKey(), operation.getValue());
                }
            }
        }
    }

    private static void parametersOf(String path, JsonNode operation) {
        Set<String> declared = new TreeSet<>();
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").textValue().equals("path")) {
                declared.add(parameter.path("name").textValue());
            }
        });
        Set<String> named = new TreeSet<>();
        Matcher matcher = PARAMETER.matcher(path);
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        assertThat(declared).as("parameters of %s", path).isEqualTo(named);
    }

    @ParameterizedTest
    @EnumSource(ServiceName.class)
    void healthAndMetricsAreThere(ServiceName name) {
        try (MemoryShop shop = new MemoryShop("eu")) {
            ShopClient client = shop.client(name, "eu");
            assertThat(client.get("/livez").status()).isEqualTo(200);
            assertThat(client.get("/readyz").status()).isEqualTo(200);
            assertThat(client.get("/metrics").body().toUtf8())
                    .contains("kvorum_commerce_request_seconds_count{")
                    .contains("route=\"/livez\"");
            shop.service(name, "eu").drain();
            ShopClient.Got draining = client.get("/readyz");
            assertThat(draining.status()).isEqualTo(503);
            assertThat(draining.problem()).isEqualTo("draining");
            assertThat(client.get("/livez").status()).as("it still lives").isEqualTo(200);
        }
    }

    /** The judge itself: it is not one who lets everything pass. */
    @Test
    void whatIsNotDescribedIsNoticed() {
        ApiDescription orders = ApiDescription.of("orders");
        JsonNode schema = orders.operation("POST", "/orders")
                .path("responses")
                .path("201")
                .path("content")
                .path("application/json")
                .path("schema");
        String right = "{\"id\":\"0123456789abcdef0123456789abcdef\",\"region\":\"eu\",\"status\":\"placed\","
                + "\"total\":{\"currency\":\"EUR\",\"minor\":5}}";
        assertThat(wrong(orders, schema, right)).isEmpty();
        assertThat(wrong(orders, schema, right.replace("5}", "5.5}"))).hasSize(1);
        assertThat(wrong(orders, schema, right.replace("\"placed\"", "\"lost\"")))
                .hasSize(1);
        assertThat(wrong(orders, schema, right.replace("\"region\":\"eu\",", "")))
                .hasSize(1);
        assertThat(wrong(orders, schema, right.replace("\"region\"", "\"more\":1,\"region\"")))
                .hasSize(1);
        assertThat(wrong(orders, schema, right.replace("0123", "XYZ3"))).hasSize(1);
    }

    private static List<String> wrong(ApiDescription description, JsonNode schema, String json) {
        List<String> wrong = new ArrayList<>();
        description.check(schema, Json.read(Bytes.ofUtf8(json)), "body", wrong);
        return wrong;
    }
}
