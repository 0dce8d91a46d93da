package io.kvorum.node.serve;

import io.kvorum.node.config.HostPort;
import io.kvorum.protocol.frame.FrameCodec;
import io.kvorum.protocol.netty.FrameDecoder;
import io.kvorum.protocol.netty.FrameEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** The listening socket for clients and peers. */
public final class NodeServer implements AutoCloseable {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 512 << 10);
    private static final int BACKLOG = 1024;

    private final Channel listening;

    private NodeServer(Channel listening) {
        this.listening = listening;
    }

    /**
     * @param peerSession the handler for a connection that begins with a peer's hello
     * @throws IOException if the address cannot be listened on
     */
    public static NodeServer listen(
            HostPort address, Loops loops, Serving serving, Supplier<ChannelHandler> peerSession) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverType())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new FrameDecoder(FrameCodec.MAX_HELLO_FRAME_BYTES),
                                        FrameEncoder.INSTANCE,
                                        new FirstFrame(serving, peerSession));
                    }
                });
        ChannelFuture bound = bootstrap.bind(address.resolve()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + address + ": " + bound.cause(), bound.cause());
        }
        return new NodeServer(bound.channel());
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Stops accepting connections; those that are open stay. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
    }
}
