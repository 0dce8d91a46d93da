package io.kvorum.commerce.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvorum.crdt.codec.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls of other services, by HTTP, at one of their instances, each time another one. It does not repeat anything: whoever calls knows how long that makes
 * sense. Safe for use by many threads. To be closed.
 */
public final class ServiceCalls implements AutoCloseable {
    public static final String EVENT = "application/x-protobuf";

    private final Peers peers;
    private final Duration timeout;
    private final HttpClient client;
    private final AtomicInteger turn = new AtomicInteger();

    /** @param timeout of each call, as a whole */
    public ServiceCalls(Peers peers, Duration timeout) {
        this.peers = peers;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /** There is no answer, or none that says what happened: it may be done or not. Asking again under the same key is safe. */
    public static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NoAnswer(String message) {
            super(message);
        }
    }

    /** Whom to call, and what for. */
    public record Target(String service, String region, String path) {
        @Override
        public String toString() {
            return service + "@" + region + path;
        }
    }

    /** What was answered. */
    public record Answer(int status, Bytes body) {
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /** Whether it is a problem of this kind. */
        public boolean is(Problem.Kind kind) {
            return status == kind.status() && text("type").equals(kind.type());
        }

        /** A field of the problem; empty if there is none. */
        public String text(String field) {
            try {
                JsonNode value = Json.read(body).path(field);
                return value.isTextual() ? value.textValue() : "";
            } catch (UncheckedIOException e) {
                return "";
            }
        }
    }

    /**
     * Posts, and waits for the answer.
     *
     * @param key the idempotency key; empty: none
     * @throws NoAnswer if there is none
     */
    public Answer post(Target target, String key, String contentType, Bytes body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(target).resolve(target.path()))
                .timeout(timeout)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.array()));
        if (!key.isEmpty()) {
            request.header(Requests.KEY, key);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), Bytes.of(response.body()));
        } catch (IOException e) {
            throw new NoAnswer(target + " does not answer: " + e);
        }
    }

    private URI address(Target target) {
        List<URI> instances = peers.of(target.service(), target.region());
        if (instances.isEmpty()) {
            throw new NoAnswer("no instance of " + target.service() + " in region " + target.region() + " is known");
        }
        return instances.get(Math.floorMod(turn.getAndIncrement(), instances.size()));
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
