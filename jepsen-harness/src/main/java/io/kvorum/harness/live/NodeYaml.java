package io.kvorum.harness.live;

import io.kvorum.harness.live.proxy.Link;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The configuration file of a node of a local cluster. */
final class NodeYaml {
    private NodeYaml() {}

    static String of(ClusterPlan plan, ClusterPlan.Node node, Path home) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("cluster", Map.of("id", plan.cluster(), "secret", plan.secret(), "slots", plan.slots()));
        Map<String, Object> self = new LinkedHashMap<>();
        self.put("number", node.number());
        self.put("shards", shards(plan.nodes().size()));
        self.put("listen", node.endpoint());
        self.put("dataDirectory", home.resolve("data").toAbsolutePath().toString());
        document.put("node", self);
        document.put("admin", Map.of("listen", LocalPorts.HOST + ":" + node.adminPort()));
        List<Map<String, Object>> members = new ArrayList<>();
        Map<Integer, String> peerAddresses = new LinkedHashMap<>();
        for (ClusterPlan.Node member : plan.nodes()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("number", member.number());
            entry.put("name", member.name());
            entry.put("address", member.endpoint());
            entry.put("region", member.region());
            entry.put("zone", member.zone());
            members.add(entry);
            if (member.number() != node.number() && !plan.linkPorts().isEmpty()) {
                int port = plan.linkPort(new Link(node.number(), member.number()));
                peerAddresses.put(member.number(), LocalPorts.HOST + ":" + port);
            }
        }
        document.put("nodes", members);
        if (!peerAddresses.isEmpty()) {
            document.put("peerAddresses", peerAddresses);
        }
        return yaml(document);
    }

    /** The nodes share the processors; more threads than these would only wait for each other. */
    private static int shards(int nodes) {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / nodes);
    }

    private static String yaml(Map<String, Object> document) {
        DumpSettings settings =
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return new Dump(settings).dumpToString(document);
    }
}
