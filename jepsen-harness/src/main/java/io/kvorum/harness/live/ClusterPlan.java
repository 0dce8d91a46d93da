package io.kvorum.harness.live;

import io.kvorum.harness.live.proxy.Link;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A local cluster as it was laid out: written to its directory, so that a later command finds it.
 *
 * @param cluster its name
 * @param secret authenticates contexts; in hexadecimal
 * @param linkPorts where a node reaches another one, by {@code from>to}; empty if directly
 */
public record ClusterPlan(
        String cluster,
        String secret,
        int slots,
        List<Node> nodes,
        SortedMap<String, Integer> linkPorts,
        List<String> javaOptions) {

    /**
     * @param port of clients and peers
     * @param adminPort of health and metrics
     */
    public record Node(int number, String name, String region, String zone, int port, int adminPort) {
        /** host:port for clients. */
        public String endpoint() {
            return LocalPorts.HOST + ":" + port;
        }
    }

    public ClusterPlan {
        nodes = List.copyOf(nodes);
        javaOptions = List.copyOf(javaOptions);
    }

    /** @param withProxies else nodes reach each other directly */
    static ClusterPlan of(ClusterSpec spec, String cluster, String secret, boolean withProxies) {
        int links = withProxies ? spec.nodes() * (spec.nodes() - 1) : 0;
        Iterator<Integer> ports = LocalPorts.free(2 * spec.nodes() + links).iterator();
        List<Node> nodes = new ArrayList<>();
        for (int number = 1; number <= spec.nodes(); number++) {
            int regions = spec.regions().size();
            String region = spec.regions().get((number - 1) % regions);
            String zone = region + "-" + (char) ('a' + (number - 1) / regions);
            nodes.add(new Node(number, "n" + number, region, zone, ports.next(), ports.next()));
        }
        SortedMap<String, Integer> linkPorts = new TreeMap<>();
        for (int from = 1; withProxies && from <= spec.nodes(); from++) {
            for (int to = 1; to <= spec.nodes(); to++) {
                if (from != to) {
                    linkPorts.put(new Link(from, to).toString(), ports.next());
                }
            }
        }
        return new ClusterPlan(cluster, secret, spec.slots(), nodes, linkPorts, spec.javaOptions());
    }

    public Node node(int number) {
        return nodes.stream()
                .filter(node -> node.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no node " + number + " in this cluster"));
    }

    /** Where {@code link.from()} reaches {@code link.to()}. */
    public int linkPort(Link link) {
        Integer port = linkPorts.get(link.toString());
        if (port == null) {
            throw new IllegalArgumentException("there is no link " + link + " in this cluster");
        }
        return port;
    }

    public List<String> endpoints() {
        return nodes.stream().map(Node::endpoint).toList();
    }

    static Path home(Path directory, Node node) {
        return directory.resolve(node.name());
    }
}
