package io.kvorum.node.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.GoAway;
import io.kvorum.protocol.client.Pong;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameKind;
import io.kvorum.protocol.frame.FrameResult;
import io.kvorum.protocol.frame.RejectedFrame;
import io.kvorum.protocol.peer.PeerProto.Challenge;
import io.kvorum.protocol.peer.PeerProto.Opening;
import io.kvorum.protocol.peer.PeerProto.PeerHello;
import io.kvorum.protocol.peer.PeerProto.PeerHelloOk;
import io.kvorum.protocol.peer.PeerProto.Proof;
import io.kvorum.protocol.peer.PeerProto.Welcome;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calling end of one connection to a peer: handshake, then pings and messages out, pongs in. On its event loop. */
final class PeerCaller extends SimpleChannelInboundHandler<FrameResult> {
    private static final Logger LOG = LoggerFactory.getLogger(PeerCaller.class);

    private enum State {
        OPENING,
        PROVING,
        UP,
        CLOSED
    }

    private final PeerSettings settings;
    private final PeerHost host;
    private final PeerMeter meter;
    private final PeerLink link;
    private final int node;
    private final ByteString nonce = Handshake.nonce();
    private State state = State.OPENING;
    /** What this node said to be; it may have changed when the answer comes. */
    private Actor claimed = new Actor(0);

    private @Nullable OutboundQueue queue;
    private @Nullable ScheduledFuture<?> ticker;
    private long lastHeardNanos;
    private long lastTickNanos;
    private long pings;
    private long pingSentNanos;
    private long pingSentMillis;

    PeerCaller(PeerSettings settings, PeerHost host, PeerMeter meter, PeerLink link) {
        super(FrameResult.class);
        this.settings = settings;
        this.host = host;
        this.meter = meter;
        this.link = link;
        this.node = link.node();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Opening opening = Opening.newBuilder()
                .setMinVersion(Handshake.VERSION)
                .setMaxVersion(Handshake.VERSION)
                .setClusterId(settings.clusterId())
                .setNode(settings.node())
                .setCalledNode(node)
                .setNonce(nonce)
                .build();
        context.writeAndFlush(hello(PeerHello.newBuilder().setOpening(opening).build()));
        lastHeardNanos = System.nanoTime();
        long timeout = settings.timings().connectTimeout().toMillis();
        ticker = context.executor().schedule(() -> giveUpHandshake(context), timeout, TimeUnit.MILLISECONDS);
    }

    private void giveUpHandshake(ChannelHandlerContext context) {
        if (state != State.UP) {
            LOG.debug("Handshake timed out: peer={}", node);
            context.close();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FrameResult result) {
        lastHeardNanos = System.nanoTime();
        switch (result) {
            case RejectedFrame rejected -> refuse(context, ErrorCode.ERROR_CODE_BAD_REQUEST, rejected.message());
            case Frame frame -> {
                try {
                    onFrame(context, frame);
                } catch (InvalidProtocolBufferException e) {
                    refuse(context, ErrorCode.ERROR_CODE_BAD_REQUEST, "malformed " + frame.kind());
                }
            }
        }
    }

    private void onFrame(ChannelHandlerContext context, Frame frame) throws InvalidProtocolBufferException {
        switch (frame.kind()) {
            case PEER_HELLO_OK -> {
                PeerHelloOk answer = PeerHelloOk.parseFrom(frame.body());
                if (state == State.OPENING && answer.hasChallenge()) {
                    onChallenge(context, answer.getChallenge());
                } else if (state == State.PROVING && answer.hasWelcome()) {
                    onWelcome(context, answer.getWelcome());
                } else {
                    refuse(context, ErrorCode.ERROR_CODE_BAD_REQUEST, "handshake out of order");
                }
            }
            case PONG -> onPong(context, frame, Pong.parseFrom(frame.body()));
            case GO_AWAY -> onGoAway(context, GoAway.parseFrom(frame.body()));
            default -> refuse(context, ErrorCode.ERROR_CODE_BAD_REQUEST, "unexpected " + frame.kind());
        }
    }

    private void onChallenge(ChannelHandlerContext context, Challenge challenge) {
        Handshake handshake = new Handshake(
                settings.clusterId(), node, settings.node(), challenge.getVersion(), nonce, challenge.getNonce());
        if (challenge.getVersion() != Handshake.VERSION) {
            refuse(
                    context,
                    ErrorCode.ERROR_CODE_INCOMPATIBLE,
                    "version " + challenge.getVersion() + " was not offered");
        } else if (challenge.getNode() != node) {
            refuse(context, ErrorCode.ERROR_CODE_NOT_ALLOWED, "reached node " + challenge.getNode() + " instead");
        } else if (!Handshake.equal(challenge.getProof(), handshake.calledProof(settings.secret()))) {
            refuse(context, ErrorCode.ERROR_CODE_NOT_ALLOWED, "the peer does not know the cluster's secret");
        } else {
            // Before the acceptor: with the one before it, a fresh actor would be blamed for what its directory was.
            claimed = host.actor();
            Proof claims = Proof.newBuilder()
                    .setActor(claimed.id())
                    .setAcceptor(host.acceptor().id())
                    .setRun(host.run())
                    .setEpoch(host.epoch())
                    .setDurableSequence(host.durableSequence())
                    .setWallMillis(host.wallMillis())
                    .build();
            Proof proof = claims.toBuilder()
                    .setProof(handshake.callerProof(settings.secret(), claims))
                    .build();
            context.writeAndFlush(hello(PeerHello.newBuilder().setProof(proof).build()));
            state = State.PROVING;
        }
    }

    private void onWelcome(ChannelHandlerContext context, Welcome welcome) {
        long skew = welcome.getWallMillis() - host.wallMillis();
        meter.skew(node, skew);
        if (Math.abs(skew) > settings.maxClockSkewMillis()) {
            refuse(context, ErrorCode.ERROR_CODE_CLOCK_SKEW, "the peer's clock is off by " + skew + " ms");
            return;
        }
        state = State.UP;
        if (welcome.getKnownSequence() > host.openedAfter(welcome.getKnownRun())) {
            host.rolledBack(node, claimed, welcome.getKnownSequence());
        }
        queue = new OutboundQueue(
                context.channel(), node, settings.timings().queueBytes(), host::durableSequence, meter);
        lastTickNanos = System.nanoTime();
        // Twice as often as it pings: silence is noticed that much closer to its bound.
        long interval = settings.timings().pingInterval().toNanos() / 2;
        cancelTicker();
        ticker = context.executor().scheduleAtFixedRate(() -> tick(context), interval, interval, TimeUnit.NANOSECONDS);
        link.up(context.channel(), queue);
        ping(context);
    }

    /** Probes, and gives the peer up when it has been silent for too long. */
    private void tick(ChannelHandlerContext context) {
        long now = System.nanoTime();
        long interval = settings.timings().pingInterval().toNanos();
        // This process itself was stopped or starved: its own silence proves nothing about the peer.
        boolean wasAsleep = now - lastTickNanos > 2 * interval;
        lastTickNanos = now;
        if (wasAsleep) {
            lastHeardNanos = Math.max(lastHeardNanos, now - interval);
        }
        if (now - lastHeardNanos > settings.timings().deadAfter().toNanos()) {
            LOG.warn("Peer is silent: peer={} silentMillis={}", node, (now - lastHeardNanos) / 1_000_000);
            context.close();
        } else if (now - pingSentNanos >= interval * 3 / 4) {
            ping(context);
        }
    }

    private void ping(ChannelHandlerContext context) {
        pings++;
        pingSentNanos = System.nanoTime();
        pingSentMillis = host.wallMillis();
        context.writeAndFlush(Frame.of(FrameKind.PING, pings, Frame.NO_BODY));
    }

    private void onPong(ChannelHandlerContext context, Frame frame, Pong pong) {
        if (frame.streamId() != pings) {
            return;
        }
        long roundTripMillis = (lastHeardNanos - pingSentNanos) / 1_000_000;
        long skew = pong.getWallMillis() - (pingSentMillis + roundTripMillis / 2);
        meter.skew(node, skew);
        if (Math.abs(skew) - roundTripMillis > settings.maxClockSkewMillis()) {
            refuse(context, ErrorCode.ERROR_CODE_CLOCK_SKEW, "the peer's clock is off by " + skew + " ms");
        }
    }

    private void onGoAway(ChannelHandlerContext context, GoAway goAway) {
        String code = goAway.getCode().name();
        if (state != State.UP) {
            meter.refused(code);
            link.logRefusal(code, goAway.getMessage());
        }
        context.close();
    }

    private void refuse(ChannelHandlerContext context, ErrorCode code, String why) {
        meter.refused(code.name());
        link.logRefusal(code.name(), why);
        GoAway goAway = GoAway.newBuilder().setCode(code).setMessage(why).build();
        context.writeAndFlush(Frame.of(FrameKind.GO_AWAY, 0, goAway.toByteArray()));
        context.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (queue != null && context.channel().isWritable()) {
            queue.flush();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        state = State.CLOSED;
        cancelTicker();
        link.down(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Connection failed: peer={}", node, cause);
        context.close();
    }

    private void cancelTicker() {
        if (ticker != null) {
            ticker.cancel(false);
        }
    }

    private static Frame hello(PeerHello hello) {
        return Frame.of(FrameKind.PEER_HELLO, 0, hello.toByteArray());
    }
}
