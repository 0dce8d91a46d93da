package io.kvorum.cli.command.cluster;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.WriteIds;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.KvorumException;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import io.kvorum.client.cluster.Hint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl hints}. */
@Command(
        name = "hints",
        description = "Look at writes that wait for replicas which are away, and stop or resume their delivery.",
        footer = {"", "Examples:", "  kvctl hints ls", "  kvctl hints pause n2", "  kvctl hints resume n2"})
public final class HintsCommand {
    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new HintsCommand())
                .addSubcommand(new Ls(cli))
                .addSubcommand(new Pause(cli))
                .addSubcommand(new Resume(cli));
    }

    @Command(name = "ls", description = "List the hints that nodes keep, the oldest first.")
    static final class Ls extends CliCommand {
        @Option(names = "--limit", defaultValue = "100", description = "Of each node. Default: ${DEFAULT-VALUE}.")
        private int limit = 100;

        @Parameters(arity = "0..1", paramLabel = "NODE", description = "Only those of this node. Default: all nodes.")
        private Optional<String> node = Optional.empty();

        Ls(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            List<Map<String, Object>> rows = new ArrayList<>();
            List<String> silent = new ArrayList<>();
            try (Cluster cluster = cli.connect()) {
                ClusterTopology topology = cluster.topology();
                for (ClusterTopology.Node keeper : Nodes.named(topology, node)) {
                    try {
                        cluster.hints(keeper.number(), limit).forEach(hint -> rows.add(row(topology, keeper, hint)));
                    } catch (KvorumException e) {
                        silent.add(keeper.name());
                    }
                }
            }
            List<String> columns = List.of("keeper", "bucket", "key", "missing", "issuedAt", "setAside");
            cli.console().show(Shown.list("hints", columns, rows).with(Map.of("silent", silent)));
            if (!silent.isEmpty()) {
                cli.console().say("no answer from " + String.join(", ", silent));
            }
            return silent.isEmpty() ? Exit.OK : Exit.UNHEALTHY;
        }

        private static Map<String, Object> row(ClusterTopology topology, ClusterTopology.Node keeper, Hint hint) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("keeper", keeper.name());
            row.put("partition", hint.partition());
            row.put(
                    "bucket",
                    topology.bucket(hint.bucket()).map(BucketInfo::name).orElse("#" + hint.bucket()));
            Json.putBytes(row, "key", hint.key().array());
            row.put("missing", hint.missing());
            row.put("writeId", WriteIds.text(hint.writeId()));
            row.put("dot", hint.dot().toString());
            row.put(
                    "issuedAt",
                    Instant.ofEpochMilli(hint.writeId().issuedAtMillis()).toString());
            row.put("setAside", hint.setAside());
            return row;
        }
    }

    /** Pause and resume. */
    abstract static class Switch extends CliCommand {
        private final boolean paused;

        @Parameters(arity = "0..1", paramLabel = "NODE", description = "Only at this node. Default: all nodes.")
        private Optional<String> node = Optional.empty();

        Switch(Cli cli, boolean paused) {
            super(cli);
            this.paused = paused;
        }

        @Override
        protected final Exit run() {
            try (Cluster cluster = cli.connect()) {
                for (ClusterTopology.Node keeper : Nodes.named(cluster.topology(), node)) {
                    cluster.pauseHints(keeper.number(), paused);
                    cli.console().say(keeper.name() + ": delivery of hints " + (paused ? "is paused" : "goes on"));
                }
            }
            return Exit.OK;
        }
    }

    @Command(name = "pause", description = "Stop the delivery of hints; they are kept, and new ones are taken.")
    static final class Pause extends Switch {
        Pause(Cli cli) {
            super(cli, true);
        }
    }

    @Command(
            name = "resume",
            aliases = "replay",
            description = "Deliver hints again, from the oldest on, at the throttled rate.")
    static final class Resume extends Switch {
        Resume(Cli cli) {
            super(cli, false);
        }
    }
}
