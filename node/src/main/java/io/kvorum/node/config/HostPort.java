package io.kvorum.node.config;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where to listen or connect.
 *
 * @param host a name or address; an IPv6 address without brackets
 */
public record HostPort(String host, int port) {
    /** {@code host:port} or {@code [ipv6]:port}; empty if the text is neither. */
    public static Optional<HostPort> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || colon == text.length() - 1 || text.length() - colon > 6) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        String port = text.substring(colon + 1);
        if (host.isBlank() || !port.chars().allMatch(c -> c >= '0' && c <= '9') || Integer.parseInt(port) > 65_535) {
            return Optional.empty();
        }
        return Optional.of(new HostPort(host, Integer.parseInt(port)));
    }

    /** Looks the name up, which may block; unresolved if there is no such name. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
