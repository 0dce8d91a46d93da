package io.kvorum.node.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.node.shard.PeerDelivery;
import io.kvorum.node.wire.InPlace;
import io.kvorum.node.wire.PeerCodec;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.GoAway;
import io.kvorum.protocol.client.Pong;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameKind;
import io.kvorum.protocol.frame.FrameResult;
import io.kvorum.protocol.frame.RejectedFrame;
import io.kvorum.protocol.netty.FrameDecoder;
import io.kvorum.protocol.peer.PeerProto.Challenge;
import io.kvorum.protocol.peer.PeerProto.Envelope;
import io.kvorum.protocol.peer.PeerProto.Opening;
import io.kvorum.protocol.peer.PeerProto.PeerHello;
import io.kvorum.protocol.peer.PeerProto.PeerHelloOk;
import io.kvorum.protocol.peer.PeerProto.PeerMessages;
import io.kvorum.protocol.peer.PeerProto.Proof;
import io.kvorum.protocol.peer.PeerProto.Welcome;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The called end of one connection from a peer: handshake, then messages in. Never stops reading: a message for which its
 * shard has no room is dropped, so that pings are answered however busy the shards are. On its event loop.
 */
public final class PeerSession extends SimpleChannelInboundHandler<FrameResult> implements PeerDelivery.Source {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSession.class);

    private enum State {
        EXPECTS_OPENING,
        EXPECTS_PROOF,
        UP
    }

    private final PeerSettings settings;
    private final PeerHost host;
    private final PeerMeter meter;
    private final PeerSessions sessions;
    private final ByteString nonce = Handshake.nonce();
    private State state = State.EXPECTS_OPENING;
    private int node;
    private PeerSequences.Directory directory = PeerSequences.Directory.NONE;
    private @Nullable Handshake handshake;
    private @Nullable Channel channel;
    private volatile boolean replaced;

    PeerSession(PeerSettings settings, PeerHost host, PeerMeter meter, PeerSessions sessions) {
        super(FrameResult.class);
        this.settings = settings;
        this.host = host;
        this.meter = meter;
        this.sessions = sessions;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public boolean isReplaced() {
        return replaced;
    }

    /** The peer has opened another connection. Any thread. */
    void replace() {
        replaced = true;
        Channel current = channel;
        if (current != null) {
            current.close();
        }
    }

    int node() {
        return node;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FrameResult result) {
        if (replaced) {
            return;
        }
        switch (result) {
            case RejectedFrame rejected -> refuse(context, ErrorCode.ERROR_CODE_BAD_REQUEST, rejected.message());
            case Frame frame -> {
                try {
                    onFrame(context, frame);
                } catch (InvalidProtocolBufferException | MalformedBytesException e) {
                    refuse(
                            context,
                            ErrorCode.ERROR_CODE_BAD_REQUEST,
                            "malformed " + frame.kind() + ": " + e.getMessage());
                }
            }
        }
    }

    private void onFrame(ChannelHandlerContext context, Frame frame) throws InvalidProtocolBufferException {
        switch (frame.kind()) {
            case PEER_HELLO -> {
                PeerHello hello = PeerHello.parseFrom(frame.body());
                if (state == State.EXPECTS_OPENING && hello.hasOpening()) {
                    onOpening(context, hello.getOpening());
                } else if (state == State.EXPECTS_PROOF && hello.hasProof()) {
                    onProof(context, hello.getProof());
                } else {
                    refuse(context, ErrorCode.ERROR_CODE_BAD_REQUEST, "handshake out of order");
                }
            }
            case PING -> {
                Pong pong = Pong.newBuilder().setWallMillis(host.wallMillis()).build();
                context.writeAndFlush(Frame.of(FrameKind.PONG, frame.streamId(), pong.toByteArray()));
                if (state == State.UP) {
                    sessions.heard(this);
                }
            }
            case GO_AWAY -> context.close();
            case PEER_MESSAGES -> {
                if (state == State.UP) {
                    onMessages(InPlace.parse(PeerMessages.parser(), frame.body()), frame.body().length);
                } else {
                    refuse(context, ErrorCode.ERROR_CODE_NOT_ALLOWED, "messages before the handshake");
                }
            }
            default -> refuse(context, ErrorCode.ERROR_CODE_BAD_REQUEST, "unexpected " + frame.kind());
        }
    }

    private void onOpening(ChannelHandlerContext context, Opening opening) {
        node = opening.getNode();
        if (!opening.getClusterId().equals(settings.clusterId())) {
            refuse(context, ErrorCode.ERROR_CODE_WRONG_CLUSTER, "this is cluster \"" + settings.clusterId() + "\"");
        } else if (opening.getMinVersion() > Handshake.VERSION || opening.getMaxVersion() < Handshake.VERSION) {
            refuse(context, ErrorCode.ERROR_CODE_INCOMPATIBLE, "this node speaks version " + Handshake.VERSION);
        } else if (opening.getCalledNode() != settings.node()) {
            refuse(context, ErrorCode.ERROR_CODE_NOT_ALLOWED, "this is node " + settings.node());
        } else if (!settings.addresses().containsKey(node)) {
            refuse(context, ErrorCode.ERROR_CODE_NOT_ALLOWED, "node " + node + " is not a member");
        } else if (opening.getNonce().size() != Handshake.NONCE_BYTES) {
            refuse(context, ErrorCode.ERROR_CODE_BAD_REQUEST, "a nonce has " + Handshake.NONCE_BYTES + " bytes");
        } else {
            Handshake agreed = new Handshake(
                    settings.clusterId(), settings.node(), node, Handshake.VERSION, opening.getNonce(), nonce);
            Challenge challenge = Challenge.newBuilder()
                    .setVersion(Handshake.VERSION)
                    .setNode(settings.node())
                    .setNonce(nonce)
                    .setProof(agreed.calledProof(settings.secret()))
                    .build();
            context.writeAndFlush(
                    answer(PeerHelloOk.newBuilder().setChallenge(challenge).build()));
            handshake = agreed;
            state = State.EXPECTS_PROOF;
        }
    }

    private void onProof(ChannelHandlerContext context, Proof proof) {
        Handshake agreed = handshake;
        long skew = proof.getWallMillis() - host.wallMillis();
        if (agreed == null || !Handshake.equal(proof.getProof(), agreed.callerProof(settings.secret(), proof))) {
            refuse(context, ErrorCode.ERROR_CODE_NOT_ALLOWED, "the cluster's secret is another one");
            return;
        }
        meter.skew(node, skew);
        if (Math.abs(skew) > settings.maxClockSkewMillis()) {
            refuse(
                    context,
                    ErrorCode.ERROR_CODE_CLOCK_SKEW,
                    "the caller's clock is off by " + skew + " ms; the bound is " + settings.maxClockSkewMillis());
            return;
        }
        directory = new PeerSequences.Directory(new Actor(proof.getAcceptor()), proof.getRun());
        // The older connection ends first: what is still on its way there must not come after what comes here.
        sessions.opened(this);
        PeerSequences.Earlier known = sessions.sequences().hello(node, directory, proof.getDurableSequence());
        Welcome welcome = Welcome.newBuilder()
                .setActor(host.actor().id())
                .setEpoch(host.epoch())
                .setWallMillis(host.wallMillis())
                .setKnownSequence(known.sequence())
                .setKnownRun(known.run())
                .build();
        context.writeAndFlush(
                answer(PeerHelloOk.newBuilder().setWelcome(welcome).build()));
        state = State.UP;
        sessions.heard(this);
        handshake = null;
        context.pipeline().get(FrameDecoder.class).maxFrameBytes(settings.maxFrameBytes());
        LOG.debug(
                "Peer connected: peer={} actor={} directory={} sequence={}",
                node,
                new Actor(proof.getActor()),
                directory,
                proof.getDurableSequence());
    }

    private void onMessages(PeerMessages messages, int bytes) {
        sessions.sequences().heard(node, directory, messages.getDurableSequence());
        meter.received(node, messages.getMessagesCount(), bytes);
        for (Envelope envelope : messages.getMessagesList()) {
            PeerDelivery delivery;
            try {
                delivery = new PeerDelivery(
                        this, node, messages.getEpoch(), PeerCodec.decode(envelope), envelope.getSerializedSize());
            } catch (MalformedBytesException e) {
                // Of a newer version, or a bug of the sender: the other messages are good.
                meter.dropped(node, PeerMeter.Dropped.MALFORMED);
                LOG.warn("Malformed message: peer={} kind={} why={}", node, envelope.getMessageCase(), e.getMessage());
                continue;
            }
            if (!host.deliver(delivery)) {
                meter.dropped(node, PeerMeter.Dropped.INBOX_FULL);
            }
        }
    }

    private void refuse(ChannelHandlerContext context, ErrorCode code, String why) {
        meter.refused(code.name());
        LOG.warn(
                "Refused a peer: node={} address={} code={} why={}",
                node,
                context.channel().remoteAddress(),
                code,
                why);
        GoAway goAway = GoAway.newBuilder().setCode(code).setMessage(why).build();
        context.writeAndFlush(Frame.of(FrameKind.GO_AWAY, 0, goAway.toByteArray()));
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        sessions.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Connection failed: peer={}", node, cause);
        context.close();
    }

    private static Frame answer(PeerHelloOk answer) {
        return Frame.of(FrameKind.PEER_HELLO_OK, 0, answer.toByteArray());
    }
}
