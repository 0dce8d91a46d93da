package io.kvorum.harness.live.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The way from one node to another: connections that the first opens to the second. What the second answers on them obeys
 * the opposite link, so one direction can be cut alone.
 */
final class LinkProxy implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 2_000;
    /** A node that reconnects over and over through a cut link gets no further. */
    private static final int MAX_CONNECTIONS = 256;

    private final Link link;
    private final InetSocketAddress target;
    private final Function<Link, LinkGate> gates;
    private final ServerSocket server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    /** @param port 0: any free one */
    LinkProxy(Link link, int port, InetSocketAddress target, Function<Link, LinkGate> gates) throws IOException {
        this.link = link;
        this.target = target;
        this.gates = gates;
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread.ofVirtual().name("proxy-" + link).start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Resets every connection. */
    void reset() {
        List.copyOf(connections).forEach(connection -> connection.close(true));
    }

    @Override
    public void close() throws IOException {
        server.close();
        reset();
    }

    private boolean rejects() {
        return gates.apply(link).state() instanceof LinkState.Reject
                || gates.apply(link.reversed()).state() instanceof LinkState.Reject;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Thread.ofVirtual().name("proxy-connect-" + link).start(() -> serve(near));
            } catch (IOException e) {
                // Closed, or out of descriptors for a moment; the loop's condition tells which.
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private void serve(Socket near) {
        Socket far = new Socket();
        Connection connection = new Connection(near, far);
        try {
            if (rejects() || connections.size() >= MAX_CONNECTIONS) {
                connection.close(true);
                return;
            }
            far.connect(target, CONNECT_TIMEOUT_MS);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            connections.add(connection);
            connection.start();
        } catch (IOException e) {
            connection.close(true);
        }
        if (server.isClosed() || rejects()) {
            connection.close(true);
        }
    }

    /** A connection through the proxy: two sockets, two pumps. */
    private final class Connection {
        private final Socket near;
        private final Socket far;
        private volatile List<Thread> writers = List.of();

        Connection(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void start() throws IOException {
            Link answers = link.reversed();
            Pump there = new Pump(gates.apply(link), near.getInputStream(), far.getOutputStream(), () -> close(false));
            Pump back =
                    new Pump(gates.apply(answers), far.getInputStream(), near.getOutputStream(), () -> close(false));
            writers = List.of(there.start("pump-" + link), back.start("pump-" + answers));
        }

        /** @param reset not a polite end: what is on its way is lost */
        void close(boolean reset) {
            connections.remove(this);
            for (Socket socket : List.of(near, far)) {
                try {
                    if (reset) {
                        socket.setSoLinger(true, 0);
                    }
                    socket.close();
                } catch (IOException e) {
                    // It was closed already.
                }
            }
            Thread self = Thread.currentThread();
            writers.stream().filter(writer -> writer != self).forEach(Thread::interrupt);
        }
    }
}
