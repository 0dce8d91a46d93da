package io.kvorum.node.peer;

import io.kvorum.node.config.HostPort;
import io.kvorum.protocol.frame.FrameCodec;
import io.kvorum.protocol.netty.FrameDecoder;
import io.kvorum.protocol.netty.FrameEncoder;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to one peer: connects, connects again when the connection is lost, and sends when there is one. */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    private final int node;
    private final HostPort address;
    private final Bootstrap bootstrap;
    private final EventLoop loop;
    private final Executor lookUps;
    private final PeerSettings settings;
    private final PeerHost host;
    private final PeerMeter meter;
    private volatile @Nullable OutboundQueue queue;
    private @Nullable Channel channel;
    private String lastRefusal = "";
    private @Nullable ScheduledFuture<?> retry;
    private long pauseMillis;
    private volatile boolean closed;

    /** @param lookUps where names are looked up */
    PeerLink(int node, Bootstrap bootstrap, Executor lookUps, PeerSettings settings, PeerHost host, PeerMeter meter) {
        this.node = node;
        this.address = Objects.requireNonNull(settings.addresses().get(node));
        this.lookUps = lookUps;
        this.loop = (EventLoop) bootstrap.config().group();
        this.settings = settings;
        this.host = host;
        this.meter = meter;
        this.pauseMillis = settings.timings().reconnectMin().toMillis();
        this.bootstrap = bootstrap.handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel newChannel) {
                newChannel
                        .pipeline()
                        .addLast(
                                new FrameDecoder(FrameCodec.MAX_HELLO_FRAME_BYTES),
                                FrameEncoder.INSTANCE,
                                new PeerCaller(settings, host, meter, PeerLink.this));
            }
        });
    }

    int node() {
        return node;
    }

    void start() {
        loop.execute(this::connect);
    }

    boolean isUp() {
        return queue != null;
    }

    long queuedBytes() {
        OutboundQueue current = queue;
        return current == null ? 0 : current.bytes();
    }

    /** Any thread. */
    void send(long epoch, byte[] message) {
        OutboundQueue current = queue;
        if (current == null) {
            meter.dropped(node, PeerMeter.Dropped.DISCONNECTED);
        } else if (!current.offer(epoch, message)) {
            meter.dropped(node, PeerMeter.Dropped.QUEUE_FULL);
        }
    }

    /** Closes the connection; another one begins with a new handshake. */
    void reconnect() {
        loop.execute(() -> {
            if (channel != null) {
                channel.close();
            }
        });
    }

    void close() {
        closed = true;
        reconnect();
    }

    /**
     * The peer lives and reaches this node. Whoever was away for long finds long pauses between the attempts of the others, and
     * has asked them before they can answer: so the next attempt is now. Any thread.
     */
    void heard() {
        if (queue == null && !closed && !loop.isShuttingDown()) {
            loop.execute(() -> {
                ScheduledFuture<?> waiting = retry;
                if (waiting != null && waiting.cancel(false)) {
                    connect();
                }
            });
        }
    }

    private void connect() {
        retry = null;
        if (closed) {
            return;
        }
        try {
            lookUps.execute(() -> {
                InetSocketAddress found = address.resolve();
                if (!loop.isShuttingDown()) {
                    loop.execute(() -> connectTo(found));
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping: no more connections");
        }
    }

    private void connectTo(InetSocketAddress found) {
        if (closed) {
            return;
        }
        if (found.isUnresolved()) {
            LOG.debug("Unknown name: peer={} address={}", node, address);
            connectLater();
            return;
        }
        ChannelFuture attempt = bootstrap.connect(found);
        channel = attempt.channel();
        attempt.addListener(done -> {
            if (!done.isSuccess()) {
                LOG.debug("Cannot connect: peer={} address={} cause={}", node, address, done.cause());
                connectLater();
            }
        });
    }

    private void connectLater() {
        if (closed || loop.isShuttingDown()) {
            return;
        }
        long longest = settings.timings().reconnectMax().toMillis();
        long pause = ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis + 1);
        pauseMillis = Math.min(longest, pauseMillis * 2);
        retry = loop.schedule(this::connect, pause, TimeUnit.MILLISECONDS);
    }

    /** The handshake is done. On the event loop. */
    void up(Channel upChannel, OutboundQueue upQueue) {
        if (closed) {
            upChannel.close();
            return;
        }
        pauseMillis = settings.timings().reconnectMin().toMillis();
        lastRefusal = "";
        queue = upQueue;
        LOG.info("Peer is up: peer={} address={}", node, address);
        host.peerChanged(node, true);
    }

    /** The connection is gone. On the event loop. */
    void down(Channel downChannel) {
        if (queue != null) {
            queue = null;
            LOG.warn("Peer is down: peer={} address={}", node, downChannel.remoteAddress());
            host.peerChanged(node, false);
        }
        connectLater();
    }

    /** Once per cause, not once per attempt. */
    void logRefusal(String code, String why) {
        if (!lastRefusal.equals(code)) {
            lastRefusal = code;
            LOG.error("Handshake refused: peer={} address={} code={} why={}", node, address, code, why);
        }
    }
}
