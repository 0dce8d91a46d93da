package io.kvorum.harness.live;

import io.kvorum.harness.live.proxy.Link;
import io.kvorum.harness.live.proxy.LinkControl;
import io.kvorum.harness.live.proxy.Links;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The link proxies of a local cluster: in this process, or as a process of their own that serves a control socket. */
public final class LinkProxies {
    private LinkProxies() {}

    static Links open(ClusterPlan plan) throws IOException {
        Links links = new Links();
        for (ClusterPlan.Node from : plan.nodes()) {
            for (ClusterPlan.Node to : plan.nodes()) {
                if (from.number() != to.number()) {
                    Link link = new Link(from.number(), to.number());
                    links.open(link, plan.linkPort(link), new InetSocketAddress(LocalPorts.HOST, to.port()));
                }
            }
        }
        return links;
    }

    static Path socket(Path directory) {
        return directory.resolve("links.sock");
    }

    /** @param arguments the cluster's directory */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        try (Links links = open(ClusterFiles.read(directory));
                LinkControl control = new LinkControl(links, socket(directory))) {
            control.run();
        }
    }
}
