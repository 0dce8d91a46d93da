package io.kvorum.cli.command.repair;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import io.kvorum.client.cluster.DamagedRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl repair damaged}. */
@Command(
        name = "damaged",
        description = "List the rows that do not fit their checksums and wait to be replaced.",
        footer = {
            "",
            "A damaged row is replaced by what all other replicas have, as soon as all of them can be asked."
                    + " 'everywhere' means that",
            "they have said that theirs is damaged, too: then nobody has it, and nothing replaces it until one of them"
                    + " has it again,",
            "or it is given up: 'kvctl repair give-up'. Exit code 9: there are damaged rows, or a node does not answer."
        })
final class RepairDamaged extends CliCommand {
    private static final List<String> COLUMNS =
            List.of("node", "bucket", "key", "element", "partition", "everywhere", "givenUp");

    @Option(names = "--limit", defaultValue = "100", description = "Of each node. Default: ${DEFAULT-VALUE}.")
    private int limit = 100;

    RepairDamaged(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        List<Map<String, Object>> rows = new ArrayList<>();
        DamagedRowsOfNodes damaged;
        try (Cluster cluster = cli.connect()) {
            ClusterTopology topology = cluster.topology();
            damaged = DamagedRowsOfNodes.ask(cluster, topology, limit);
            damaged.found().forEach(found -> rows.add(row(topology, found.node().name(), found.row())));
        }
        cli.console()
                .show(Shown.list("rows", COLUMNS, rows).optional("element").with(Map.of("silent", damaged.silent())));
        if (!damaged.silent().isEmpty()) {
            cli.console().say("no answer from " + String.join(", ", damaged.silent()));
        }
        return rows.isEmpty() && damaged.silent().isEmpty() ? Exit.OK : Exit.UNHEALTHY;
    }

    private static Map<String, Object> row(ClusterTopology topology, String node, DamagedRow damaged) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("node", node);
        row.put(
                "bucket",
                topology.bucket(damaged.bucket()).map(BucketInfo::name).orElse("#" + damaged.bucket()));
        Json.putBytes(row, "key", damaged.key().array());
        damaged.element().ifPresent(element -> Json.putBytes(row, "element", element.array()));
        row.put("partition", damaged.partition());
        row.put("everywhere", damaged.everywhere());
        row.put("givenUp", damaged.givenUp());
        return row;
    }
}
