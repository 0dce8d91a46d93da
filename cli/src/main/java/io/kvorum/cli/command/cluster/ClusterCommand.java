package io.kvorum.cli.command.cluster;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.cluster.ClusterTopology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl cluster}. */
@Command(
        name = "cluster",
        description = "Show nodes, who owns what, and whether all is well.",
        footer = {
            "",
            "Examples:",
            "  kvctl cluster status",
            "  kvctl cluster health || echo look at it",
            "  kvctl cluster lag --watch",
            "  kvctl cluster ring -o jsonl"
        })
public final class ClusterCommand {
    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new ClusterCommand())
                .addSubcommand(new Status(cli))
                .addSubcommand(new Ring(cli))
                .addSubcommand(new Health(cli))
                .addSubcommand(new ClusterLag(cli))
                .addSubcommand(new AcceptLoss(cli));
    }

    @Command(name = "status", description = "Show each node: where it lives, what it knows, what it waits for.")
    static final class Status extends CliCommand {
        Status(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            try (Cluster cluster = cli.connect()) {
                ClusterTopology topology = cluster.topology();
                List<Map<String, Object>> rows = NodeReport.ofAll(cluster, topology).stream()
                        .map(NodeReport::row)
                        .toList();
                cli.console()
                        .show(Shown.list("nodes", NodeReport.COLUMNS, rows)
                                .with(Map.of(
                                        "clusterId", topology.clusterId(),
                                        "epoch", topology.epoch(),
                                        "slots", topology.slots()))
                                .note("cluster " + topology.clusterId() + ", epoch " + topology.epoch()));
            }
            return Exit.OK;
        }
    }

    @Command(name = "health", description = "Tell whether all is well: exit code 0 if so, 9 if not.")
    static final class Health extends CliCommand {
        Health(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            List<Map<String, Object>> rows = new ArrayList<>();
            boolean healthy = true;
            try (Cluster cluster = cli.connect()) {
                ClusterTopology topology = cluster.topology();
                for (NodeReport report : NodeReport.ofAll(cluster, topology)) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    List<String> complaints = report.complaints(topology.epoch());
                    row.put("node", report.node().name());
                    row.put("healthy", complaints.isEmpty());
                    row.put("complaints", complaints);
                    rows.add(row);
                    healthy &= complaints.isEmpty();
                }
            }
            Shown shown = Shown.list("nodes", List.of("node", "healthy", "complaints"), rows);
            cli.console().show(shown.with(Map.of("healthy", healthy)));
            return healthy ? Exit.OK : Exit.UNHEALTHY;
        }
    }

    @Command(name = "ring", description = "Show which nodes own which partitions.")
    static final class Ring extends CliCommand {
        @Option(names = "--partitions", description = "Each partition; otherwise only how many a node owns.")
        private boolean partitions;

        Ring(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            try (Cluster cluster = cli.connect()) {
                ClusterTopology topology = cluster.topology();
                cli.console().show(partitions ? everyPartition(topology) : balance(topology));
            }
            return Exit.OK;
        }

        private static Shown everyPartition(ClusterTopology topology) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (int partition = 0; partition < topology.partitionCount(); partition++) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("partition", partition);
                row.put(
                        "placement",
                        topology.rings().get(partition / topology.slots()).placement());
                row.put(
                        "replicas",
                        topology.replicasOf(partition).stream()
                                .map(number -> name(topology, number))
                                .toList());
                rows.add(row);
            }
            return Shown.list("partitions", List.of("partition", "placement", "replicas"), rows)
                    .with(Map.of("epoch", topology.epoch()));
        }

        private static Shown balance(ClusterTopology topology) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (ClusterTopology.Ring ring : topology.rings()) {
                Map<Integer, Integer> owned = new TreeMap<>();
                Map<Integer, Integer> preferred = new TreeMap<>();
                ring.replicas().forEach(replicas -> {
                    replicas.forEach(node -> owned.merge(node, 1, Integer::sum));
                    preferred.merge(replicas.get(0), 1, Integer::sum);
                });
                for (ClusterTopology.Node node : topology.nodes()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("placement", ring.placement());
                    row.put("node", node.name());
                    row.put("region", node.region());
                    row.put("zone", node.zone());
                    row.put("replicas", owned.getOrDefault(node.number(), 0));
                    row.put("first", preferred.getOrDefault(node.number(), 0));
                    rows.add(row);
                }
            }
            return Shown.list("nodes", List.of("placement", "node", "region", "zone", "replicas", "first"), rows)
                    .with(Map.of("epoch", topology.epoch(), "slots", topology.slots()))
                    .note(topology.slots() + " partitions per placement; 'first': preferred as coordinator");
        }

        private static String name(ClusterTopology topology, int number) {
            return topology.node(number).map(ClusterTopology.Node::name).orElse(Integer.toString(number));
        }
    }
}
