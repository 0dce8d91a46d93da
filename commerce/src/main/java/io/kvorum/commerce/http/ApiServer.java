package io.kvorum.commerce.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.kvorum.commerce.domain.Limits;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.crdt.codec.Bytes;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the routes of one service. A request that fails gets a problem, whatever has failed, and a line in the log if it is the service's fault.
 * Safe for use by many threads.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final String ANSWERED = "kvorum.answered";
    private static final Duration STOP_AFTER = Duration.ofSeconds(10);

    private final String service;
    private final PrometheusMeterRegistry metrics;
    private final List<Route> routes;
    private final String host;
    private final Javalin server;
    private volatile boolean ready;

    /**
     * Begins to serve; {@code /readyz} fails until {@link #ready}.
     *
     * @param service its name
     * @param own its routes, to which those of every service come
     * @param port 0: the system chooses
     */
    public ApiServer(String service, List<Route> own, PrometheusMeterRegistry metrics, String host, int port) {
        this.service = service;
        this.metrics = metrics;
        this.host = host;
        List<Route> all = new ArrayList<>(own);
        all.addAll(StandardRoutes.of(service, metrics, () -> ready));
        this.routes = List.copyOf(all);
        this.server = Javalin.create(this::configure).start(host, port);
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = Limits.MOST_BODY_BYTES;
        config.jetty.modifyServer(jetty -> jetty.setStopTimeout(STOP_AFTER.toMillis()));
        for (Route route : routes) {
            config.routes.addHttpHandler(
                    HandlerType.findOrCreate(route.method().name()), route.path(), context -> serve(route, context));
        }
        config.routes.error(404, context -> unrouted(context, Kind.UNKNOWN, "there is no such path"));
        config.routes.error(405, context -> unrouted(context, Kind.METHOD, "the path does not have this method"));
        config.routes.exception(Exception.class, (failure, context) -> {
            LOG.error("A request of {} was not answered", service, failure);
            send(context, Failures.problem(failure).reply(requestId(context)));
        });
    }

    private static void unrouted(Context context, Kind kind, String detail) {
        if (context.attribute(ANSWERED) == null) {
            send(context, new Problem(kind, detail).reply(requestId(context)));
        }
    }

    /** Everything that can be asked of it. */
    public List<Route> routes() {
        return routes;
    }

    public URI address() {
        return URI.create("http://" + host + ":" + server.port());
    }

    /** From now on it says that it is ready. */
    public void ready() {
        ready = true;
    }

    /** From now on it says that it is not ready, and goes on to serve: so callers go elsewhere before it ends. */
    public void drain() {
        ready = false;
    }

    private void serve(Route route, Context context) {
        long began = System.nanoTime();
        String requestId = requestId(context);
        Reply reply = answer(route, context, requestId);
        send(context, reply);
        Timer.builder("kvorum_commerce_request")
                .description("Requests, by route and status")
                .tag("service", service)
                .tag("method", route.method().name())
                .tag("route", route.path())
                .tag("status", Integer.toString(reply.status()))
                .register(metrics)
                .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }

    private Reply answer(Route route, Context context, String requestId) {
        try {
            return route.endpoint().answer(call(route, context, requestId)).header("X-Request-Id", requestId);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Problem(Kind.DRAINING, "the service is shutting down").reply(requestId);
        } catch (RuntimeException e) {
            Problem problem = Failures.problem(e);
            if (problem.kind() == Kind.INTERNAL) {
                LOG.error("Request {} of {} has failed: {} {}", requestId, service, route.method(), route.path(), e);
            } else {
                LOG.debug("Request {} of {} is refused: {}", requestId, service, problem.detail());
            }
            return problem.reply(requestId);
        }
    }

    private static Call call(Route route, Context context, String requestId) {
        return new Call(
                route.method().name(),
                context.path(),
                name -> Optional.ofNullable(context.pathParamMap().get(name)),
                name -> Optional.ofNullable(context.queryParam(name)),
                name -> Optional.ofNullable(context.header(name)),
                body(context),
                requestId);
    }

    /** Counted as it is read: a length that was promised, or none, proves nothing. */
    private static Bytes body(Context context) {
        try (InputStream in = context.req().getInputStream()) {
            byte[] body = in.readNBytes(Limits.MOST_BODY_BYTES + 1);
            if (body.length > Limits.MOST_BODY_BYTES) {
                throw new ProblemException(
                        Kind.TOO_LARGE, "a body has at most " + Limits.MOST_BODY_BYTES + " bytes; send less");
            }
            return Bytes.of(body);
        } catch (IOException e) {
            throw new ProblemException(Kind.BAD_REQUEST, "the body did not come as a whole");
        }
    }

    /** The caller's, if it names its requests; so one name goes through all services. */
    private static String requestId(Context context) {
        String given = context.header("X-Request-Id");
        if (given != null && REQUEST_ID.matcher(given).matches()) {
            return given;
        }
        String known = context.attribute("kvorum.request");
        if (known != null) {
            return known;
        }
        String made = UUID.randomUUID().toString();
        context.attribute("kvorum.request", made);
        return made;
    }

    private static void send(Context context, Reply reply) {
        context.attribute(ANSWERED, true);
        context.status(reply.status());
        reply.headers().forEach(context::header);
        if (!reply.body().isEmpty()) {
            context.contentType(reply.contentType());
            context.result(reply.body().array());
        }
    }

    /** Ends: requests that are under way have some seconds to do so. */
    @Override
    public void close() {
        drain();
        server.stop();
    }
}
