package io.kvorum.commerce.http;

import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.crdt.codec.Bytes;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What every service has: health, metrics, and the description of its API. */
public final class StandardRoutes {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private StandardRoutes() {}

    /**
     * The routes.
     *
     * @param service whose description is the resource {@code openapi/SERVICE.json}
     * @param ready false while it starts and while it drains
     */
    public static List<Route> of(String service, PrometheusMeterRegistry metrics, BooleanSupplier ready) {
        Bytes description = description(service);
        return List.of(
                Route.get("/livez", call -> status("alive")),
                Route.get("/readyz", call -> {
                    if (!ready.getAsBoolean()) {
                        throw new ProblemException(Kind.DRAINING, "the service is starting, or shutting down");
                    }
                    return status("ready");
                }),
                Route.get("/metrics", call -> new Reply(200, TEXT, Map.of(), Bytes.ofUtf8(metrics.scrape()))),
                Route.get("/openapi.json", call -> Reply.json(200, description)));
    }

    private static Reply status(String word) {
        return Reply.json(200, Json.bytes(Json.object().put("status", word)));
    }

    /** The description of a service's API, OpenAPI 3.1. */
    public static Bytes description(String service) {
        String name = "/openapi/" + service + ".json";
        try (InputStream resource = StandardRoutes.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("this build has no " + name);
            }
            return Bytes.of(resource.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
