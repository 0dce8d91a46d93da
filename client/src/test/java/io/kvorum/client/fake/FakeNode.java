package io.kvorum.client.fake;

import io.kvorum.protocol.client.ClientHello;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.GoAway;
import io.kvorum.protocol.client.Limits;
import io.kvorum.protocol.client.Pong;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.ServerHello;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameKind;
import io.kvorum.protocol.frame.FrameResult;
import io.kvorum.protocol.netty.FrameDecoder;
import io.kvorum.protocol.netty.FrameEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A node that speaks the protocol and otherwise does what the test says. */
@SuppressWarnings("FutureReturnValueIgnored")
public final class FakeNode {
    /** A request as it arrived. */
    public record Received(Request request, int deadlineMillis) {}

    private final FakeCluster cluster;
    private final int number;
    private final EventLoopGroup group;
    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private volatile Channel listener;
    private volatile boolean frozen;
    private volatile boolean starting;
    private volatile long clockOffsetMillis;
    private volatile Script script;

    /** What to do with requests other than for the topology. */
    @FunctionalInterface
    public interface Script {
        Reply reply(Request request);
    }

    FakeNode(FakeCluster cluster, int number, EventLoopGroup group) {
        this.cluster = cluster;
        this.number = number;
        this.group = group;
        this.script = cluster::answer;
        this.listener = listen(0);
    }

    private Channel listen(int port) {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.closeFuture().addListener(closed -> connections.remove(channel));
                        FrameDecoder decoder = new FrameDecoder(64 << 20);
                        channel.pipeline()
                                .addLast(decoder)
                                .addLast(FrameEncoder.INSTANCE)
                                .addLast(new Handler());
                        if (frozen) {
                            channel.config().setAutoRead(false);
                        }
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly()
                .channel();
    }

    public int number() {
        return number;
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public String address() {
        return "127.0.0.1:" + port();
    }

    public void script(Script newScript) {
        script = newScript;
    }

    /** Its clock is ahead by so much. */
    public void clockOffset(long millis) {
        clockOffsetMillis = millis;
    }

    /** What it says of itself, in hellos and pongs. */
    public void starting(boolean isStarting) {
        starting = isStarting;
    }

    /** As SIGSTOP: connections stay, new ones are accepted, nothing is read. */
    public void freeze() {
        frozen = true;
        connections.forEach(channel -> channel.config().setAutoRead(false));
    }

    /** As kill -9: when this returns, nothing is answered any more. */
    public void kill() {
        listener.close().syncUninterruptibly();
        breakConnections();
    }

    /** Not to be called by a script: it waits until the connections are closed. */
    public void breakConnections() {
        List<Channel> open = List.copyOf(connections);
        open.forEach(channel -> channel.close().syncUninterruptibly());
    }

    public void restart() {
        listener = listen(port());
    }

    /** Says goodbye on all connections, and does not close them. */
    public void goAway() {
        GoAway goAway = GoAway.newBuilder()
                .setCode(ErrorCode.ERROR_CODE_NOT_READY)
                .setMessage("draining")
                .build();
        connections.forEach(channel -> channel.writeAndFlush(Frame.of(FrameKind.GO_AWAY, 0, goAway.toByteArray())));
    }

    public int connections() {
        return connections.size();
    }

    /** The requests so far, those for the topology left out. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    void stop() {
        listener.close();
        connections.forEach(Channel::close);
    }

    private final class Handler extends SimpleChannelInboundHandler<FrameResult> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FrameResult result) throws Exception {
            if (frozen || !(result instanceof Frame frame)) {
                return;
            }
            switch (frame.kind()) {
                case HELLO -> hello(context, ClientHello.parseFrom(frame.body()));
                case PING -> {
                    Pong pong = Pong.newBuilder()
                            .setWallMillis(now())
                            .setStarting(starting)
                            .build();
                    context.writeAndFlush(Frame.of(FrameKind.PONG, frame.streamId(), pong.toByteArray()));
                }
                case REQUEST -> {
                    Request request = Request.parseFrom(frame.body());
                    if (request.hasTopology()) {
                        carryOut(context, frame, new Reply.Answer(cluster.topologyResponse()));
                    } else {
                        received.add(new Received(request, frame.deadlineMillis()));
                        carryOut(context, frame, script.reply(request));
                    }
                }
                default -> throw new AssertionError("a client sent " + frame.kind());
            }
        }

        private void hello(ChannelHandlerContext context, ClientHello hello) {
            if (hello.getMinVersion() > cluster.version() || hello.getMaxVersion() < cluster.version()) {
                GoAway goAway = GoAway.newBuilder()
                        .setCode(ErrorCode.ERROR_CODE_INCOMPATIBLE)
                        .setMessage("version " + cluster.version() + " only")
                        .build();
                context.writeAndFlush(Frame.of(FrameKind.GO_AWAY, 0, goAway.toByteArray()));
                return;
            }
            ServerHello answer = ServerHello.newBuilder()
                    .setVersion(cluster.version())
                    .setClusterId(cluster.id())
                    .setNode(number)
                    .setNodeName("n" + number)
                    .setWallMillis(now())
                    .setStarting(starting)
                    .setEpoch(cluster.topology().getEpoch())
                    .setLimits(Limits.newBuilder().setMaxFrameBytes(cluster.maxFrameBytes()))
                    .build();
            context.writeAndFlush(Frame.of(FrameKind.HELLO_OK, 0, answer.toByteArray()));
        }

        private void carryOut(ChannelHandlerContext context, Frame frame, Reply reply) {
            switch (reply) {
                case Reply.Answer(var response) ->
                    context.writeAndFlush(Frame.of(FrameKind.RESPONSE, frame.streamId(), response.toByteArray()));
                case Reply.After(long millis, Reply then) ->
                    context.executor().schedule(() -> carryOut(context, frame, then), millis, TimeUnit.MILLISECONDS);
                case Reply.Silence() -> {}
                case Reply.Close() -> context.close();
                case Reply.Noise(byte[] bytes) -> context.channel().writeAndFlush(Unpooled.wrappedBuffer(bytes));
            }
        }

        private long now() {
            return System.currentTimeMillis() + clockOffsetMillis;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
