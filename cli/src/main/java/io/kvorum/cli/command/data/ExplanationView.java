package io.kvorum.cli.command.data;

import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.Sibling;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.Explanation;
import io.kvorum.client.cluster.ReplicaState;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the state of a key's replicas is shown. */
public final class ExplanationView {
    private static final List<String> COLUMNS = List.of("node", "zone", "answered", "versions", "rowContext", "clock");

    private ExplanationView() {}

    /** @param fields what else is known: the read or the write */
    public static void show(
            Console console, ClusterTopology topology, Explanation explanation, Map<String, Object> fields) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ReplicaState replica : explanation.replicas()) {
            rows.add(row(topology, replica));
        }
        fields.put("partition", explanation.partition());
        fields.put("epoch", topology.epoch());
        Shown shown = Shown.list("replicas", COLUMNS, rows).with(fields);
        shown = shown.note("partition " + explanation.partition() + ", replicas in order of preference");
        if (fields.get("receipt") instanceof Map<?, ?> receipt) {
            shown = shown.note("answered: nodes " + receipt.get("primaries") + ", fallbacks " + receipt.get("fallbacks")
                    + "; required " + receipt.get("required") + "; disagreed " + receipt.get("disagreed"));
        }
        if (fields.get("context") instanceof String context) {
            shown = shown.note("context: " + context);
        }
        console.show(shown);
    }

    private static Map<String, Object> row(ClusterTopology topology, ReplicaState replica) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(
                "node",
                topology.node(replica.node()).map(ClusterTopology.Node::name).orElse("?"));
        row.put("number", replica.node());
        row.put(
                "zone",
                topology.node(replica.node()).map(ClusterTopology.Node::zone).orElse("?"));
        row.put("answered", replica.answered());
        if (replica.answered()) {
            row.put(
                    "versions",
                    replica.versions().stream().map(ExplanationView::version).toList());
            row.put("rowContext", replica.rowContext().toString());
            row.put("clock", replica.clock().toString());
        }
        return row;
    }

    private static Object version(Sibling<Bytes> version) {
        return new Version(Fields.sibling(version), Words.text(version.value()) + "@" + version.dot());
    }

    /** Reads well in a table, and is a document in JSON. */
    private record Version(
            @com.fasterxml.jackson.annotation.JsonValue Map<String, Object> fields, String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}
