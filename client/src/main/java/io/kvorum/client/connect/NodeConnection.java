package io.kvorum.client.connect;

import io.kvorum.client.Endpoint;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.ServerHello;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one address: made when it is first needed, and made again, with backoff and full jitter, whenever it
 * breaks, until {@link #close}. All methods are to be called on the event loop.
 */
public final class NodeConnection {
    /** How far a connection can be trusted with a request; the earlier the better. */
    public enum Health {
        READY,
        /** Connected, but the node has just started and cannot do everything yet. */
        STARTING,
        /** Nothing was heard for longer than a ping takes. */
        SILENT,
        CONNECTING,
        DOWN
    }

    private enum State {
        IDLE,
        CONNECTING,
        READY,
        DOWN,
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(NodeConnection.class);

    private final Endpoint endpoint;
    private final Transport transport;
    private final ConnectionSettings settings;
    private final ConnectionListener listener;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private State state = State.IDLE;
    private @Nullable Link link;
    private int failures;
    private ErrorCode downCode = ErrorCode.ERROR_CODE_UNAVAILABLE;
    private String downReason = "not connected yet";

    public NodeConnection(
            Endpoint endpoint, Transport transport, ConnectionSettings settings, ConnectionListener listener) {
        this.endpoint = endpoint;
        this.transport = transport;
        this.settings = settings;
        this.listener = listener;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public Health health() {
        Link current = link;
        return switch (state) {
            case READY -> current == null || current.isLeaving() ? Health.DOWN : healthOf(current);
            case IDLE, CONNECTING -> Health.CONNECTING;
            case DOWN, CLOSED -> Health.DOWN;
        };
    }

    private static Health healthOf(Link connected) {
        if (connected.isSilent()) {
            return Health.SILENT;
        }
        return connected.isStarting() ? Health.STARTING : Health.READY;
    }

    /** Is there somebody who answers? */
    public boolean answers() {
        return health().compareTo(Health.STARTING) <= 0;
    }

    /** Connects if that was never tried. */
    public void start() {
        if (state == State.IDLE) {
            connect();
        }
    }

    /**
     * Sends, or waits for the connection that is being made.
     *
     * @param whenDone called on the event loop, never before this method has returned
     */
    public Exchange send(Request request, long deadlineNanos, Consumer<Answer> whenDone) {
        Exchange exchange = new Exchange(request, deadlineNanos, whenDone);
        start();
        Link current = link;
        if (state == State.CONNECTING) {
            waiting.add(exchange);
        } else if (state == State.READY && current != null) {
            current.send(exchange);
        } else {
            refuse(exchange);
        }
        return exchange;
    }

    /** Gives up everything that is in flight. */
    public void close() {
        state = State.CLOSED;
        downReason = "the client was closed";
        Link current = link;
        if (current != null) {
            current.close(ErrorCode.ERROR_CODE_UNAVAILABLE, downReason);
        }
        refuseWaiting();
    }

    private void connect() {
        state = State.CONNECTING;
        Link next = new Link(this, settings);
        link = next;
        new Bootstrap()
                .group(transport.loop())
                .channel(transport.channelType())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.maxUnsentBytes() / 2, settings.maxUnsentBytes()))
                .handler(next.initializer())
                .connect(endpoint.host(), endpoint.port())
                .addListener(future -> {
                    if (!future.isSuccess()) {
                        broken(next, ErrorCode.ERROR_CODE_UNAVAILABLE, reasonOf(future.cause()));
                    }
                });
    }

    private static String reasonOf(@Nullable Throwable cause) {
        if (cause == null) {
            return "cannot connect";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    // ------------------------------------------------------------------------------------------ what the link reports

    String expectedCluster() {
        return listener.clusterId();
    }

    void ready(Link from, ServerHello hello) {
        if (from != link || state != State.CONNECTING) {
            return;
        }
        state = State.READY;
        LOG.debug("{}: connected to node {} ({})", endpoint, hello.getNode(), hello.getNodeName());
        listener.ready(this, hello);
        List<Exchange> queued = new ArrayList<>(waiting);
        waiting.clear();
        queued.forEach(from::send);
    }

    /** A node answered after its hello: the next break starts with a short pause again. */
    void wentWell() {
        failures = 0;
    }

    void silent() {
        listener.silent(this);
    }

    void serverTime(long wallMillis, long nanos) {
        listener.serverTime(this, wallMillis, nanos);
    }

    void broken(Link from, ErrorCode code, String reason) {
        if (from != link) {
            return;
        }
        link = null;
        if (state == State.CLOSED) {
            return;
        }
        state = State.DOWN;
        downCode = code;
        downReason = reason;
        LOG.debug("{}: down, {}", endpoint, reason);
        scheduleReconnect();
        refuseWaiting();
        listener.down(this, code, reason);
    }

    private void scheduleReconnect() {
        long min = settings.reconnectMin().toNanos();
        long ceiling = Math.min(settings.reconnectMax().toNanos(), min << Math.min(failures++, 20));
        long pause = min / 2 + ThreadLocalRandom.current().nextLong(ceiling);
        transport.later(this::reconnect, pause);
    }

    private void reconnect() {
        if (state == State.DOWN) {
            connect();
        }
    }

    private void refuseWaiting() {
        List<Exchange> refused = new ArrayList<>(waiting);
        waiting.clear();
        refused.forEach(this::refuse);
    }

    private void refuse(Exchange exchange) {
        Answer answer = new Answer.NotSent(downCode, endpoint + ": " + downReason);
        transport.loop().execute(() -> exchange.done(answer));
    }
}
