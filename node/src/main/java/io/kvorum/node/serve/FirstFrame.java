package io.kvorum.node.serve;

import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.GoAway;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameKind;
import io.kvorum.protocol.frame.FrameResult;
import io.kvorum.protocol.frame.RejectedFrame;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells clients and peers apart by their first frame, and puts the right handler in its own place. */
final class FirstFrame extends ChannelInboundHandlerAdapter {
    private static final long HELLO_TIMEOUT_MILLIS = 5_000;

    private final Serving serving;
    private final Supplier<ChannelHandler> peerSession;
    private @Nullable ScheduledFuture<?> timeout;

    FirstFrame(Serving serving, Supplier<ChannelHandler> peerSession) {
        this.serving = serving;
        this.peerSession = peerSession;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        timeout = context.executor().schedule(() -> context.close(), HELLO_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch ((FrameResult) message) {
            case RejectedFrame rejected -> refuse(context, ErrorCode.ERROR_CODE_BAD_REQUEST, rejected.message());
            case Frame frame when frame.kind() == FrameKind.PEER_HELLO -> become(context, peerSession.get(), frame);
            case Frame frame
            when frame.kind() == FrameKind.HELLO -> {
                if (serving.hasRoom()) {
                    become(context, new ClientSession(serving), frame);
                } else {
                    refuse(context, ErrorCode.ERROR_CODE_OVERLOADED, "too many connections; limits.maxConnections");
                }
            }
            case Frame frame ->
                refuse(
                        context,
                        ErrorCode.ERROR_CODE_BAD_REQUEST,
                        "a connection begins with a hello, not " + frame.kind());
        }
    }

    private void become(ChannelHandlerContext context, ChannelHandler handler, Frame frame) {
        cancelTimeout();
        context.pipeline().addLast(handler);
        context.fireChannelRead(frame);
        context.pipeline().remove(this);
    }

    private void refuse(ChannelHandlerContext context, ErrorCode code, String why) {
        GoAway goAway = GoAway.newBuilder().setCode(code).setMessage(why).build();
        context.writeAndFlush(Frame.of(FrameKind.GO_AWAY, 0, goAway.toByteArray()));
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancelTimeout();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
