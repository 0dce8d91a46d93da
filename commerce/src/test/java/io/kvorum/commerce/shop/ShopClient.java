package io.kvorum.commerce.shop;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvorum.commerce.http.Json;
import io.kvorum.crdt.codec.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A client of one service. Each answer that it gets is held to the service's description. */
public final class ShopClient implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final ApiDescription description;

    public ShopClient(String service, URI address) {
        this.address = address;
        this.description = ApiDescription.of(service);
    }

    /** An answer. */
    public record Got(int status, Map<String, String> headers, Bytes body) {
        public JsonNode json() {
            return Json.read(body);
        }

        /** Of a problem: the last part of its type. */
        public String problem() {
            String type = json().path("type").asText();
            return type.substring(type.lastIndexOf(':') + 1);
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    public Got get(String path) {
        return send("GET", path, Map.of(), "");
    }

    public Got get(String path, String header, String value) {
        return send("GET", path, Map.of(header, value), "");
    }

    public Got post(String path, String key, String body) {
        return send("POST", path, Map.of("Idempotency-Key", key), body);
    }

    public Got send(String method, String path, Map<String, String> headers, String body) {
        return send(method, path, headers, Bytes.ofUtf8(body));
    }

    /** @param path with its query */
    public Got send(String method, String path, Map<String, String> headers, Bytes body) {
        Got got = sendAnywhere(method, path, headers, body);
        description.check(method, path.replaceAll("\\?.*", ""), got.status(), got.header("Content-Type"), got.body());
        return got;
    }

    /** Not held to the description: for what it does not have. */
    public Got sendAnywhere(String method, String path, Map<String, String> headers, Bytes body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body.array()));
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> told = new HashMap<>();
            response.headers().map().forEach((name, values) -> told.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            return new Got(response.statusCode(), told, Bytes.of(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
