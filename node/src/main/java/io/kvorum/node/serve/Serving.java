package io.kvorum.node.serve;

import io.kvorum.node.config.EdgeLimits;
import io.kvorum.protocol.client.ClientHello;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.GoAway;
import io.kvorum.protocol.client.Limits;
import io.kvorum.protocol.client.ServerHello;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameKind;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What all clients' connections share. Thread-safe. */
public final class Serving {
    static final int VERSION = 1;

    private final ServeHost host;
    private final EdgeLimits limits;
    private final io.kvorum.replication.core.Limits coreLimits;
    private final RequestMeter meter;
    private final RequestRouter router;
    private final ChannelGroup clients = new DefaultChannelGroup("clients", GlobalEventExecutor.INSTANCE, true);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();

    public Serving(
            ServeHost host, EdgeLimits limits, io.kvorum.replication.core.Limits coreLimits, RequestMeter meter) {
        this.host = host;
        this.limits = limits;
        this.coreLimits = coreLimits;
        this.meter = meter;
        this.router = new RequestRouter(host, limits.maxKeysPerRequest());
    }

    ServeHost host() {
        return host;
    }

    EdgeLimits limits() {
        return limits;
    }

    RequestMeter meter() {
        return meter;
    }

    RequestRouter router() {
        return router;
    }

    void opened(Channel channel) {
        connections.incrementAndGet();
        meter.connections(1);
        clients.add(channel);
    }

    void closed() {
        connections.decrementAndGet();
        meter.connections(-1);
    }

    boolean hasRoom() {
        return connections.get() < limits.maxConnections();
    }

    void inFlight(int change) {
        inFlight.addAndGet(change);
    }

    /** Requests of all clients that are not answered yet. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Tells all clients that this node is about to close. What is in flight is still answered. */
    public void sayGoAway() {
        GoAway goAway = GoAway.newBuilder()
                .setCode(ErrorCode.ERROR_CODE_NOT_READY)
                .setMessage("this node is draining: ask another one")
                .build();
        clients.writeAndFlush(Frame.of(FrameKind.GO_AWAY, 0, goAway.toByteArray()));
    }

    public void closeAll() {
        clients.close().awaitUninterruptibly(1_000);
    }

    boolean accepts(ClientHello hello) {
        return hello.getMinVersion() <= VERSION && hello.getMaxVersion() >= VERSION;
    }

    ServerHello serverHello() {
        return ServerHello.newBuilder()
                .setVersion(VERSION)
                .setClusterId(host.topology().topology().clusterId())
                .setNode(host.status().getNode())
                .setNodeName(host.status().getName())
                .setWallMillis(host.wallMillis())
                .setEpoch(host.topology().topology().epoch())
                .setSoftwareVersion(host.status().getSoftwareVersion())
                .setStarting(host.isStarting())
                .setLimits(Limits.newBuilder()
                        .setMaxFrameBytes(limits.maxFrameBytes())
                        .setMaxKeyBytes(coreLimits.maxKeyBytes())
                        .setMaxValueBytes(coreLimits.maxValueBytes())
                        .setWriteIdWindowMillis(coreLimits.writeIdWindow().toMillis())
                        .setMaxClockSkewMillis(coreLimits.maxClockSkew().toMillis())
                        .setMaxKeysPerRequest(limits.maxKeysPerRequest()))
                .build();
    }

    static String label(ErrorCode code) {
        return code.name().substring("ERROR_CODE_".length()).toLowerCase(Locale.ROOT);
    }
}
