package io.kvorum.node.serve;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.node.config.EdgeLimits;
import io.kvorum.node.serve.RequestRouter.Incoming;
import io.kvorum.node.wire.InPlace;
import io.kvorum.node.wire.ReplyEncoder;
import io.kvorum.protocol.client.ClientHello;
import io.kvorum.protocol.client.GoAway;
import io.kvorum.protocol.client.Outcome;
import io.kvorum.protocol.client.Pong;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameKind;
import io.kvorum.protocol.frame.FrameResult;
import io.kvorum.protocol.frame.RejectedFrame;
import io.kvorum.protocol.netty.FrameDecoder;
import io.kvorum.replication.request.ErrorCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection. Reads nothing while the client has too much in flight or does not take its answers; answers wait
 * in a queue that is emptied on the event loop. On its event loop, but for {@link #answered}.
 */
final class ClientSession extends SimpleChannelInboundHandler<FrameResult> {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    /** A request in flight. */
    private record Exchange(long streamId, long requestId, String operation, int bytes, long startNanos) {}

    private record Answer(Exchange exchange, Response response) {}

    private final Serving serving;
    private final EdgeLimits limits;
    private final Queue<Answer> answers = new MpscUnboundedArrayQueue<>(64);
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private @Nullable Channel channel;
    private boolean greeted;
    private int inFlight;
    private long inFlightBytes;

    ClientSession(Serving serving) {
        super(FrameResult.class);
        this.serving = serving;
        this.limits = serving.limits();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        serving.opened(channel);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FrameResult result) {
        switch (result) {
            case RejectedFrame rejected -> onRejected(context, rejected);
            case Frame frame -> {
                switch (frame.kind()) {
                    case HELLO -> onHello(context, frame);
                    case PING -> {
                        Pong pong = Pong.newBuilder()
                                .setWallMillis(serving.host().wallMillis())
                                .setStarting(serving.host().isStarting())
                                .build();
                        context.writeAndFlush(Frame.of(FrameKind.PONG, frame.streamId(), pong.toByteArray()));
                    }
                    case REQUEST -> onRequest(context, frame);
                    case PONG, GO_AWAY -> LOG.trace("Client sent {}", frame);
                    case HELLO_OK, RESPONSE, PEER_HELLO, PEER_HELLO_OK, PEER_MESSAGES ->
                        goAway(
                                context,
                                io.kvorum.protocol.client.ErrorCode.ERROR_CODE_BAD_REQUEST,
                                "a client does not send " + frame.kind());
                }
            }
        }
    }

    private void onRejected(ChannelHandlerContext context, RejectedFrame rejected) {
        if (rejected.fatal() || !greeted) {
            goAway(context, io.kvorum.protocol.client.ErrorCode.ERROR_CODE_BAD_REQUEST, rejected.message());
        } else {
            refuse(context, rejected.streamId(), rejected.message());
        }
    }

    private void onHello(ChannelHandlerContext context, Frame frame) {
        ClientHello hello;
        try {
            hello = ClientHello.parseFrom(frame.body());
        } catch (InvalidProtocolBufferException e) {
            goAway(context, io.kvorum.protocol.client.ErrorCode.ERROR_CODE_BAD_REQUEST, "malformed hello");
            return;
        }
        if (!serving.accepts(hello)) {
            goAway(
                    context,
                    io.kvorum.protocol.client.ErrorCode.ERROR_CODE_INCOMPATIBLE,
                    "this node speaks version " + Serving.VERSION);
        } else if (!hello.getClusterId().isEmpty()
                && !hello.getClusterId()
                        .equals(serving.host().topology().topology().clusterId())) {
            goAway(
                    context,
                    io.kvorum.protocol.client.ErrorCode.ERROR_CODE_WRONG_CLUSTER,
                    "this is cluster \"" + serving.host().topology().topology().clusterId() + "\"");
        } else {
            greeted = true;
            context.pipeline().get(FrameDecoder.class).maxFrameBytes(limits.maxFrameBytes());
            context.writeAndFlush(Frame.of(
                    FrameKind.HELLO_OK, frame.streamId(), serving.serverHello().toByteArray()));
        }
    }

    private void onRequest(ChannelHandlerContext context, Frame frame) {
        long now = System.nanoTime();
        if (!greeted) {
            goAway(context, io.kvorum.protocol.client.ErrorCode.ERROR_CODE_BAD_REQUEST, "a request before the hello");
            return;
        }
        Request request;
        try {
            request = InPlace.parse(Request.parser(), frame.body());
        } catch (InvalidProtocolBufferException e) {
            refuse(context, frame.streamId(), "malformed request: " + e.getMessage());
            return;
        }
        String operation = request.getOperationCase().name().toLowerCase(Locale.ROOT);
        Exchange exchange = new Exchange(frame.streamId(), request.getRequestId(), operation, frame.body().length, now);
        inFlight++;
        inFlightBytes += exchange.bytes;
        serving.inFlight(1);
        readMoreOrLess();
        long millis = frame.deadlineMillis() > 0
                ? frame.deadlineMillis()
                : limits.defaultDeadline().toMillis();
        serving.router()
                .route(new Incoming(
                        request,
                        now + millis * 1_000_000,
                        exchange.bytes,
                        response -> answered(new Answer(exchange, response))));
    }

    /** Any thread. */
    private void answered(Answer answer) {
        answers.add(answer);
        Channel current = channel;
        if (current != null && !scheduled.get() && scheduled.compareAndSet(false, true)) {
            current.eventLoop().execute(this::writeAnswers);
        }
    }

    private void writeAnswers() {
        scheduled.set(false);
        Channel current = channel;
        boolean written = false;
        // Without a client the answers have nowhere to go, but their requests still count as answered.
        while (current != null && (current.isWritable() || !current.isActive())) {
            Answer answer = answers.poll();
            if (answer == null) {
                break;
            }
            write(current, answer);
            written = true;
        }
        if (written && current != null) {
            current.flush();
            readMoreOrLess();
        }
    }

    private void write(Channel current, Answer answer) {
        Exchange exchange = answer.exchange;
        inFlight--;
        inFlightBytes -= exchange.bytes;
        serving.inFlight(-1);
        Response.Builder response = answer.response.toBuilder()
                .setEpoch(serving.host().topology().topology().epoch());
        String outcome = "ok";
        if (response.hasFailed()) {
            outcome = Serving.label(response.getFailed().getCode());
            response.getFailedBuilder().setRequestId(exchange.requestId);
            LOG.debug(
                    "Request failed: operation={} request={} code={} message={}",
                    exchange.operation,
                    Long.toHexString(exchange.requestId),
                    outcome,
                    response.getFailed().getMessage());
        }
        boolean unknown = response.hasFailed() && response.getFailed().getOutcome() == Outcome.OUTCOME_UNKNOWN;
        serving.meter().answered(exchange.operation, outcome, unknown, System.nanoTime() - exchange.startNanos);
        current.write(
                Frame.of(FrameKind.RESPONSE, exchange.streamId, response.build().toByteArray()));
    }

    private void readMoreOrLess() {
        Channel current = channel;
        if (current != null) {
            boolean room = inFlight < limits.maxInFlightPerConnection()
                    && inFlightBytes < limits.maxInFlightBytesPerConnection()
                    && current.isWritable();
            if (current.config().isAutoRead() != room) {
                current.config().setAutoRead(room);
            }
        }
    }

    /** A request that never got in. */
    private void refuse(ChannelHandlerContext context, long streamId, String why) {
        Response response = ReplyEncoder.response(RequestRouter.failed(ErrorCode.BAD_REQUEST, why)).toBuilder()
                .setEpoch(serving.host().topology().topology().epoch())
                .build();
        serving.meter().answered("malformed", "bad_request", false, 0);
        context.writeAndFlush(Frame.of(FrameKind.RESPONSE, streamId, response.toByteArray()));
        readMoreOrLess();
    }

    private void goAway(ChannelHandlerContext context, io.kvorum.protocol.client.ErrorCode code, String why) {
        LOG.info(
                "Closing a client: address={} code={} why={}", context.channel().remoteAddress(), code, why);
        GoAway goAway = GoAway.newBuilder().setCode(code).setMessage(why).build();
        context.writeAndFlush(Frame.of(FrameKind.GO_AWAY, 0, goAway.toByteArray()));
        context.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        writeAnswers();
        readMoreOrLess();
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        writeAnswers();
        serving.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Connection failed: address={}", context.channel().remoteAddress(), cause);
        context.close();
    }
}
