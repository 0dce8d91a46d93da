package io.kvorum.cli.command.cluster;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.NodeStatus;
import io.kvorum.node.NodeMain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kvctl node}. */
@Command(
        name = "node",
        description = "Run a node in this process, look at one, or let one leave.",
        footer = {
            "",
            "Examples:",
            "  kvctl node run --config node1.yaml",
            "  kvctl node status n2 -o json",
            "  kvctl node drain n2"
        })
public final class NodeCommand {
    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        CommandLine run = new CommandLine(new Run(cli));
        run.setUnmatchedOptionsArePositionalParams(true);
        return new CommandLine(new NodeCommand())
                .addSubcommand("run", run)
                .addSubcommand(new Status(cli))
                .addSubcommand(new Drain(cli));
    }

    @Command(
            name = "run",
            description = "Run a node in this process until SIGTERM. The arguments are the node's own.",
            footer = {"", "Example:", "  kvctl node run --config /etc/kvorum/kvorum.yaml"})
    static final class Run extends CliCommand {
        @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "See docs/configuration.md.")
        private List<String> arguments = List.of();

        Run(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            // Never returns: the node ends the process, with an exit code of its own.
            NodeMain.main(arguments.toArray(String[]::new));
            return Exit.OK;
        }
    }

    @Command(name = "status", description = "Show what a node says of itself, its shards and its peers.")
    static final class Status extends CliCommand {
        @Parameters(paramLabel = "NODE", description = "Name or number.")
        private String name = "";

        Status(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            try (Cluster cluster = cli.connect()) {
                ClusterTopology.Node node = Nodes.named(cluster.topology(), name);
                NodeStatus status = cluster.nodeStatus(node.number());
                Map<String, Object> fields = new LinkedHashMap<>(new NodeReport(node, Optional.of(status)).row());
                fields.put("shards", status.shards().stream().map(Status::shard).toList());
                fields.put("peers", status.peers().stream().map(Status::peer).toList());
                cli.console().show(Shown.thing(fields));
            }
            return Exit.OK;
        }

        private static Map<String, Object> shard(NodeStatus.Shard shard) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("shard", shard.shard());
            fields.put("partitions", shard.partitions());
            fields.put("logEntries", shard.logEntries());
            fields.put("hints", shard.hints());
            fields.put("missingDots", shard.missingDots());
            fields.put("pendingRequests", shard.pendingRequests());
            return fields;
        }

        private static Map<String, Object> peer(NodeStatus.Peer peer) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("node", peer.node());
            fields.put("up", peer.up());
            fields.put("clockSkewMs", peer.clockSkew().toMillis());
            return fields;
        }
    }

    @Command(name = "drain", description = "Let a node take no new requests, finish those in flight, and stop.")
    static final class Drain extends CliCommand {
        @Parameters(paramLabel = "NODE", description = "Name or number.")
        private String name = "";

        Drain(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            try (Cluster cluster = cli.connect()) {
                ClusterTopology.Node node = Nodes.named(cluster.topology(), name);
                cli.confirm("Node " + node.name() + " will stop.");
                cluster.drain(node.number());
                cli.console().say(node.name() + " drains and stops; its process must be started again by you");
            }
            return Exit.OK;
        }
    }
}
