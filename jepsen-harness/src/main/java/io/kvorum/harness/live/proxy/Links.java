package io.kvorum.harness.live.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** All links between the nodes of a local cluster. Safe for use by many threads. */
public final class Links implements Network, AutoCloseable {
    private final Map<Link, LinkGate> gates = new ConcurrentHashMap<>();
    private final Map<Link, LinkProxy> proxies = new ConcurrentHashMap<>();

    /**
     * Opens the way from one node to another.
     *
     * @param port 0: any free one
     * @return the port on the loopback address where {@code link.from()} reaches {@code link.to()}
     */
    public int open(Link link, int port, InetSocketAddress target) throws IOException {
        LinkProxy proxy = new LinkProxy(link, port, target, this::gate);
        if (proxies.putIfAbsent(link, proxy) != null) {
            proxy.close();
            throw new IllegalStateException("link " + link + " is open already");
        }
        return proxy.port();
    }

    public LinkState state(Link link) {
        return gate(link).state();
    }

    @Override
    public void set(Link link, LinkState state) {
        gate(link).set(state);
        if (state instanceof LinkState.Reject) {
            for (Link either : List.of(link, link.reversed())) {
                LinkProxy proxy = proxies.get(either);
                if (proxy != null) {
                    proxy.reset();
                }
            }
        }
    }

    @Override
    public void heal() {
        proxies.keySet().forEach(link -> setBoth(link, new LinkState.Open()));
    }

    @Override
    public SortedMap<String, String> faults() {
        SortedMap<String, String> faults = new TreeMap<>();
        gates.forEach((link, gate) -> {
            if (!(gate.state() instanceof LinkState.Open)) {
                faults.put(link.toString(), gate.state().text());
            }
        });
        return faults;
    }

    @Override
    public void close() throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (LinkProxy proxy : proxies.values()) {
            try {
                proxy.close();
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private LinkGate gate(Link link) {
        return gates.computeIfAbsent(link, unused -> new LinkGate());
    }
}
