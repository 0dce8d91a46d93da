package io.kvorum.harness.live.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lets another process break the links: one command per connection to a Unix socket, {@code set 1>2 cut}, {@code heal} or
 * {@code faults}; the answer is one line, {@code ok ...} or {@code error ...}.
 */
public final class LinkControl implements AutoCloseable {
    private final Network network;
    private final Path socket;
    private final ServerSocketChannel server;

    public LinkControl(Network network, Path socket) throws IOException {
        this.network = network;
        this.socket = socket;
        Files.deleteIfExists(socket);
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    /** Serves until closed. */
    public void run() {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
                BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                String command = in.readLine();
                if (command != null) {
                    channel.write(ByteBuffer.wrap((answer(command) + "\n").getBytes(StandardCharsets.UTF_8)));
                }
            } catch (IOException e) {
                // The asker has gone, or the socket was closed, which ends the loop.
            }
        }
    }

    private String answer(String command) {
        String[] words = command.split(" ");
        try {
            switch (words[0]) {
                case "set" -> network.set(link(words[1]), LinkState.parse(words[2]));
                case "heal" -> network.heal();
                case "faults" -> {
                    StringBuilder faults = new StringBuilder("ok");
                    network.faults()
                            .forEach((link, state) ->
                                    faults.append(' ').append(link).append('=').append(state));
                    return faults.toString();
                }
                default -> {
                    return "error unknown command " + words[0];
                }
            }
            return "ok";
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return "error " + e.getMessage();
        }
    }

    private static Link link(String text) {
        String[] ends = text.split(">");
        return new Link(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
    }

    /** The links of a cluster whose proxies run in another process. */
    public static Network remote(Path socket) {
        return new Remote(socket);
    }

    private record Remote(Path socket) implements Network {
        @Override
        public void set(Link link, LinkState state) {
            ask("set " + link + " " + state.text());
        }

        @Override
        public void heal() {
            ask("heal");
        }

        @Override
        public SortedMap<String, String> faults() {
            SortedMap<String, String> faults = new TreeMap<>();
            for (String fault : ask("faults").split(" ")) {
                int equals = fault.indexOf('=');
                if (equals > 0) {
                    faults.put(fault.substring(0, equals), fault.substring(equals + 1));
                }
            }
            return faults;
        }

        private String ask(String command) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
                String answer = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
                if (answer == null || !answer.startsWith("ok")) {
                    throw new IllegalArgumentException(answer == null ? "no answer" : answer.substring(6));
                }
                return answer.substring(2).strip();
            } catch (IOException e) {
                throw new UncheckedIOException("the link proxies do not answer at " + socket, e);
            }
        }
    }
}
