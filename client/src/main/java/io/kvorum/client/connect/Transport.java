package io.kvorum.client.connect;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The client's one event loop: epoll where there is one, else NIO. Its thread is a daemon. */
public final class Transport implements AutoCloseable {
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final Class<? extends Channel> channelType;

    public Transport(String name) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), handlers);
        loop = group.next();
        channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    public EventLoop loop() {
        return loop;
    }

    /** Runs a task on the loop, unless the loop ends before. The task must not throw. */
    @SuppressWarnings("FutureReturnValueIgnored") // never cancelled, and nobody waits
    public void later(Runnable task, long delayNanos) {
        loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    Class<? extends Channel> channelType() {
        return channelType;
    }

    /** Waits for the loop to end, a second at most; from the loop itself not at all. */
    @Override
    public void close() {
        var ended = group.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
        if (!loop.inEventLoop()) {
            ended.awaitUninterruptibly(1, TimeUnit.SECONDS);
        }
    }
}
