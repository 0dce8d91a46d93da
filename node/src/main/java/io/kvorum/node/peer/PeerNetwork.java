package io.kvorum.node.peer;

import io.kvorum.node.wire.PeerCodec;
import io.kvorum.replication.message.PeerMessage;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All connections between this node and the others. */
public final class PeerNetwork implements AutoCloseable {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 1 << 20);

    private static final Logger LOG = LoggerFactory.getLogger(PeerNetwork.class);
    private static final int FRAME_OVERHEAD_BYTES = 256 + OutboundQueue.FRAME_BYTES;

    private record Encoded(PeerMessage message, byte[] bytes) {}

    private static final ThreadLocal<@Nullable Encoded> LAST_ENCODED = new ThreadLocal<>();

    private final PeerSettings settings;
    private final PeerHost host;
    private final PeerMeter meter;
    private final PeerSessions sessions;
    /** Looking up a name may block for seconds: never on the sockets' threads. */
    private final ExecutorService lookUps =
            Executors.newCachedThreadPool(new DefaultThreadFactory("kvorum-lookup", true));

    private final Map<Integer, PeerLink> links = new TreeMap<>();

    public PeerNetwork(
            PeerSettings settings,
            PeerHost host,
            PeerMeter meter,
            PeerSequences sequences,
            EventLoopGroup loops,
            Class<? extends SocketChannel> channelType) {
        this.settings = settings;
        this.host = host;
        this.meter = meter;
        this.sessions = new PeerSessions(sequences, node -> heard(node));
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.timings().connectTimeout().toMillis());
        for (int node : settings.addresses().keySet()) {
            links.put(node, new PeerLink(node, bootstrap.clone(loops.next()), lookUps, settings, host, meter));
        }
    }

    public void start() {
        links.values().forEach(PeerLink::start);
    }

    /** The called end for a connection that began with a peer's hello. */
    public ChannelHandler newSession() {
        return new PeerSession(settings, host, meter, sessions);
    }

    private void heard(int node) {
        PeerLink link = links.get(node);
        if (link != null) {
            link.heard();
        }
    }

    /** Sends if there is a connection and room; any thread. */
    public void send(int node, long epoch, PeerMessage message) {
        PeerLink link = links.get(node);
        if (link == null || !link.isUp()) {
            meter.dropped(node, PeerMeter.Dropped.DISCONNECTED);
            return;
        }
        byte[] bytes = encode(message);
        if (bytes.length > settings.maxFrameBytes() - FRAME_OVERHEAD_BYTES) {
            // The peer would close the connection, again and again.
            LOG.error(
                    "A message is larger than limits.maxFrameBytes: peer={} kind={} partition={} bytes={}",
                    node,
                    message.getClass().getSimpleName(),
                    message.partition(),
                    bytes.length);
            meter.dropped(node, PeerMeter.Dropped.TOO_LARGE);
            return;
        }
        link.send(epoch, bytes);
    }

    /** A coordinator sends one message to several replicas, one after the other: it is encoded once. */
    private static byte[] encode(PeerMessage message) {
        Encoded last = LAST_ENCODED.get();
        if (last == null || last.message != message) {
            last = new Encoded(message, PeerCodec.encode(message));
            LAST_ENCODED.set(last);
        }
        return last.bytes;
    }

    public boolean isUp(int node) {
        PeerLink link = links.get(node);
        return link != null && link.isUp();
    }

    /** Bytes that wait for the node. */
    public long queuedBytes(int node) {
        PeerLink link = links.get(node);
        return link == null ? 0 : link.queuedBytes();
    }

    /** Numbers of the other nodes. */
    public Iterable<Integer> nodes() {
        return links.keySet();
    }

    public int upCount() {
        int up = 0;
        for (PeerLink link : links.values()) {
            up += link.isUp() ? 1 : 0;
        }
        return up;
    }

    /** Says hello again to all: the node has a new actor. */
    public void reconnect() {
        links.values().forEach(PeerLink::reconnect);
    }

    @Override
    public void close() {
        links.values().forEach(PeerLink::close);
        lookUps.shutdownNow();
        sessions.closeAll();
    }
}
