package io.kvorum.node.admin;

import io.kvorum.node.config.HostPort;
import io.kvorum.node.serve.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** Serves {@code /livez}, {@code /readyz} and {@code /metrics}. */
public final class AdminServer implements AutoCloseable {
    private static final int MAX_REQUEST_BYTES = 16 << 10;

    /**
     * Where the answers come from.
     *
     * @param notReady why the node does not serve; empty if it does
     */
    public record Sources(Supplier<Optional<String>> notReady, Supplier<String> metrics) {}

    private final Channel listening;

    private AdminServer(Channel listening) {
        this.listening = listening;
    }

    /** @throws IOException if the address cannot be listened on */
    public static AdminServer listen(HostPort address, Loops loops, Sources sources) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverType())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(MAX_REQUEST_BYTES),
                                        new Handler(sources));
                    }
                });
        ChannelFuture bound = bootstrap.bind(address.resolve()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + address + ": " + bound.cause(), bound.cause());
        }
        return new AdminServer(bound.channel());
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
    }

    private static final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final Sources sources;

        Handler(Sources sources) {
            super(FullHttpRequest.class);
            this.sources = sources;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            FullHttpResponse response = answer(request);
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
            boolean keepAlive = HttpUtil.isKeepAlive(request);
            HttpUtil.setKeepAlive(response, keepAlive);
            ChannelFuture written = context.writeAndFlush(response);
            if (!keepAlive) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        private FullHttpResponse answer(FullHttpRequest request) {
            if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
                return text(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET\n");
            }
            String path = request.uri().split("\\?", 2)[0];
            return switch (path) {
                case "/livez" -> text(HttpResponseStatus.OK, "ok\n");
                case "/readyz" ->
                    sources.notReady
                            .get()
                            .map(why -> text(HttpResponseStatus.SERVICE_UNAVAILABLE, why + "\n"))
                            .orElseGet(() -> text(HttpResponseStatus.OK, "ok\n"));
                case "/metrics" -> {
                    FullHttpResponse response = text(HttpResponseStatus.OK, sources.metrics.get());
                    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
                    yield response;
                }
                default -> text(HttpResponseStatus.NOT_FOUND, "there are /livez, /readyz and /metrics\n");
            };
        }

        private static FullHttpResponse text(HttpResponseStatus status, String body) {
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
            return response;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
