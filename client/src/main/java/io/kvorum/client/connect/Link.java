package io.kvorum.client.connect;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.protocol.client.ClientHello;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.GoAway;
import io.kvorum.protocol.client.Pong;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.ServerHello;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameCodec;
import io.kvorum.protocol.frame.FrameKind;
import io.kvorum.protocol.frame.FrameResult;
import io.kvorum.protocol.frame.RejectedFrame;
import io.kvorum.protocol.netty.FrameDecoder;
import io.kvorum.protocol.netty.FrameEncoder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The life of one channel: hello, requests and answers by stream id, pings, end. */
@SuppressWarnings("FutureReturnValueIgnored") // whatever fails on a channel ends it, and the end is reported
final class Link extends SimpleChannelInboundHandler<FrameResult> {
    private static final int VERSION = 1;
    private static final long MAX_MARGIN_MILLIS = 100;
    /** After so many silent intervals what is in flight is asked of others too. */
    private static final int WORRYING_PINGS = 2;

    private final NodeConnection owner;
    private final ConnectionSettings settings;
    private final FrameDecoder decoder = new FrameDecoder();
    private final LongObjectHashMap<Exchange> pending = new LongObjectHashMap<>();
    private @Nullable Channel channel;
    private boolean greeted;
    private boolean leaving;
    private boolean closing;
    private boolean ended;
    private boolean starting;
    private boolean heard;
    private boolean pinged;
    private int missed;
    private long ticks;
    private long lastStreamId;
    private long helloNanos;
    private long pingNanos;
    private int maxFrameBytes;
    private ErrorCode endCode = ErrorCode.ERROR_CODE_UNAVAILABLE;
    private String endReason = "the node closed the connection";

    Link(NodeConnection owner, ConnectionSettings settings) {
        this.owner = owner;
        this.settings = settings;
    }

    ChannelHandler initializer() {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel fresh) {
                fresh.pipeline()
                        .addLast(new FlushConsolidationHandler(256, true))
                        .addLast(new Listening())
                        .addLast(decoder)
                        .addLast(FrameEncoder.INSTANCE)
                        .addLast(Link.this);
            }
        };
    }

    /** It takes no new requests. */
    boolean isLeaving() {
        return leaving;
    }

    /** Its node is there, but others serve sooner. */
    boolean isStarting() {
        return starting;
    }

    boolean isSilent() {
        return missed > 0;
    }

    void send(Exchange exchange) {
        Channel to = channel;
        if (exchange.isOver()) {
            return;
        }
        if (to == null || closing || ended || leaving) {
            refuse(exchange, ErrorCode.ERROR_CODE_NOT_READY, endReason);
            return;
        }
        Request request = exchange.request();
        long leftMillis = (exchange.deadlineNanos() - System.nanoTime()) / 1_000_000;
        long bytes = (long) request.getSerializedSize() + FrameCodec.HEADER_BYTES;
        if (bytes > maxFrameBytes) {
            String reason = "the request has " + bytes + " bytes; the node takes " + maxFrameBytes;
            refuse(exchange, ErrorCode.ERROR_CODE_BAD_REQUEST, reason);
        } else if (leftMillis <= 0) {
            refuse(exchange, ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, "no time was left to send it");
        } else if (!to.isWritable()) {
            refuse(exchange, ErrorCode.ERROR_CODE_OVERLOADED, "the node does not read as fast as it is sent to");
        } else {
            exchange.sentOver(this, ++lastStreamId);
            pending.put(lastStreamId, exchange);
            // A little less than what is left, so that the node's own account of a failure comes in time.
            long askedMillis = leftMillis - Math.min(leftMillis / 10, MAX_MARGIN_MILLIS);
            int deadlineMillis = (int) Math.min(askedMillis, Integer.MAX_VALUE);
            write(new Frame(FrameKind.REQUEST, lastStreamId, deadlineMillis, request.toByteArray()));
        }
    }

    private void refuse(Exchange exchange, ErrorCode code, String reason) {
        Answer answer = new Answer.NotSent(code, owner.endpoint() + ": " + reason);
        Channel on = channel;
        if (on == null) {
            exchange.done(answer);
        } else {
            on.eventLoop().execute(() -> exchange.done(answer));
        }
    }

    void close(ErrorCode code, String reason) {
        if (!closing) {
            closing = true;
            endCode = code;
            endReason = reason;
        }
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    private void write(Frame frame) {
        Channel to = channel;
        if (to != null) {
            to.writeAndFlush(frame, to.voidPromise());
        }
    }

    // ------------------------------------------------------------------------------------------------------ the
    // channel

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        if (closing) {
            context.close();
            return;
        }
        ClientHello hello = ClientHello.newBuilder()
                .setMinVersion(VERSION)
                .setMaxVersion(VERSION)
                .setClientName(settings.clientName())
                .setClusterId(owner.expectedCluster())
                .build();
        helloNanos = System.nanoTime();
        write(Frame.of(FrameKind.HELLO, 0, hello.toByteArray()));
        context.executor()
                .schedule(this::helloTimeout, settings.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void helloTimeout() {
        if (!greeted) {
            close(
                    ErrorCode.ERROR_CODE_UNAVAILABLE,
                    "no hello within " + settings.connectTimeout().toMillis() + " ms");
        }
    }

    /** A node that is in the middle of a long frame is not silent. */
    private final class Listening extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            heard = true;
            context.fireChannelRead(bytes);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FrameResult result) {
        switch (result) {
            case Frame frame -> read(frame);
            case RejectedFrame rejected -> {
                if (rejected.fatal()) {
                    close(ErrorCode.ERROR_CODE_INCOMPATIBLE, "the node sent nonsense: " + rejected.message());
                } else {
                    finish(rejected.streamId(), new Answer.Lost(owner.endpoint() + ": " + rejected.message()));
                }
            }
        }
    }

    private void read(Frame frame) {
        try {
            switch (frame.kind()) {
                case HELLO_OK -> greet(ServerHello.parseFrom(frame.body()));
                case RESPONSE -> {
                    owner.wentWell();
                    finish(frame.streamId(), new Answer.Answered(Response.parseFrom(frame.body())));
                }
                case PING -> {
                    Pong pong = Pong.newBuilder()
                            .setWallMillis(System.currentTimeMillis())
                            .build();
                    write(Frame.of(FrameKind.PONG, frame.streamId(), pong.toByteArray()));
                }
                case PONG -> pong(Pong.parseFrom(frame.body()));
                case GO_AWAY -> leave(GoAway.parseFrom(frame.body()));
                case HELLO, REQUEST, PEER_HELLO, PEER_HELLO_OK, PEER_MESSAGES ->
                    close(ErrorCode.ERROR_CODE_INCOMPATIBLE, "the node sent " + frame.kind() + " to a client");
            }
        } catch (InvalidProtocolBufferException e) {
            close(ErrorCode.ERROR_CODE_INCOMPATIBLE, "the node sent a damaged " + frame.kind());
        }
    }

    private void greet(ServerHello hello) {
        Channel open = channel;
        if (greeted || open == null) {
            return;
        }
        String expected = owner.expectedCluster();
        if (hello.getVersion() != VERSION) {
            close(
                    ErrorCode.ERROR_CODE_INCOMPATIBLE,
                    "the node speaks version " + hello.getVersion() + " of the protocol, this client " + VERSION);
            return;
        }
        if (!expected.isEmpty() && !expected.equals(hello.getClusterId())) {
            close(ErrorCode.ERROR_CODE_WRONG_CLUSTER, "the node belongs to cluster " + hello.getClusterId());
            return;
        }
        greeted = true;
        int limit = hello.getLimits().getMaxFrameBytes();
        maxFrameBytes = limit > 0 ? Math.min(limit, settings.maxFrameBytes()) : settings.maxFrameBytes();
        decoder.maxFrameBytes(settings.maxFrameBytes());
        long now = System.nanoTime();
        owner.serverTime(hello.getWallMillis(), helloNanos + (now - helloNanos) / 2);
        starting = hello.getStarting();
        scheduleTick(open);
        owner.ready(this, hello);
    }

    private void pong(Pong pong) {
        starting = pong.getStarting();
        if (pinged) {
            long now = System.nanoTime();
            owner.wentWell();
            owner.serverTime(pong.getWallMillis(), pingNanos + (now - pingNanos) / 2);
        }
    }

    private void leave(GoAway goAway) {
        endCode = goAway.getCode();
        endReason = "the node said goodbye: " + goAway.getMessage();
        leaving = true;
        closeIfDone();
    }

    private void closeIfDone() {
        Channel open = channel;
        if (leaving && pending.isEmpty() && open != null) {
            open.close();
        }
    }

    private void finish(long streamId, Answer answer) {
        Exchange exchange = pending.remove(streamId);
        if (exchange != null) {
            exchange.done(answer);
        }
        closeIfDone();
    }

    /** Nobody waits for it: the table may not grow with what a node never answers. */
    void forget(long streamId, Exchange exchange) {
        if (pending.get(streamId) == exchange) {
            pending.remove(streamId);
            closeIfDone();
        }
    }

    // -------------------------------------------------------------------------------------------------------------
    // pings

    private void scheduleTick(Channel open) {
        open.eventLoop().schedule(this::tick, settings.pingInterval().toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Counts intervals, not time: after a pause of this process one interval is over, however long it was, and the node's
     * bytes that came meanwhile are read before the next.
     */
    private void tick() {
        Channel open = channel;
        if (ended || open == null) {
            return;
        }
        ticks++;
        if (heard) {
            missed = 0;
            pinged = false;
        } else if (pinged) {
            missed++;
        }
        heard = false;
        if (missed == WORRYING_PINGS) {
            owner.silent();
        }
        if (missed >= settings.silentPings()) {
            close(ErrorCode.ERROR_CODE_UNAVAILABLE, "the node has fallen silent");
            return;
        }
        if (!pinged && (starting || !pending.isEmpty() || ticks % settings.idleIntervals() == 0)) {
            pinged = true;
            pingNanos = System.nanoTime();
            write(Frame.of(FrameKind.PING, ticks, Frame.NO_BODY));
        }
        scheduleTick(open);
    }

    // ---------------------------------------------------------------------------------------------------------------
    // end

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        String message = cause.getMessage();
        close(ErrorCode.ERROR_CODE_UNAVAILABLE, message == null ? cause.toString() : message);
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        List<Exchange> lost = new ArrayList<>(pending.values());
        pending.clear();
        owner.broken(this, endCode, endReason);
        Answer answer = new Answer.Lost(owner.endpoint() + ": " + endReason);
        lost.forEach(exchange -> exchange.done(answer));
    }
}
