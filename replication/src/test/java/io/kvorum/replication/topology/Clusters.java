package io.kvorum.replication.topology;

import java.util.ArrayList;
import java.util.List;

/** Nodes for tests: zones a, b, … and regions are given out in turn. */
final class Clusters {
    private Clusters() {}

    static NodeInfo node(int number, String zone, String region) {
        return new NodeInfo(number, "n" + number, "host" + number + ":7000", zone, region);
    }

    static List<NodeInfo> of(int nodes, int zones) {
        return of(nodes, zones, 1);
    }

    /** Node i is in region i mod regions, and there in each zone in turn. */
    static List<NodeInfo> of(int nodes, int zones, int regions) {
        List<NodeInfo> list = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            list.add(node(i + 1, "z" + (i / regions) % zones, "r" + i % regions));
        }
        return list;
    }
}
