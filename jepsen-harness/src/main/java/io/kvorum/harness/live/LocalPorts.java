package io.kvorum.harness.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Ports on the loopback address, below those that the system gives to outgoing connections. */
public final class LocalPorts {
    static final String HOST = "127.0.0.1";

    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 31_000;

    private LocalPorts() {}

    /** A run of ports that nobody listens on now. */
    public static List<Integer> free(int count) {
        int start = LOWEST + new SecureRandom().nextInt(HIGHEST - LOWEST);
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < HIGHEST - LOWEST && ports.size() < count; i++) {
            int port = LOWEST + (start - LOWEST + i) % (HIGHEST - LOWEST);
            if (isFree(port)) {
                ports.add(port);
            }
        }
        if (ports.size() < count) {
            throw new IllegalStateException("fewer than " + count + " free ports on this machine");
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(HOST, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
