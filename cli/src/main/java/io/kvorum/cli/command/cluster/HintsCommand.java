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
import io.kvorum.client.cluster.NodeStatus;
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
        footer = {
            "",
            "Examples:",
            "  kvctl hints ls",
            "  kvctl hints pause n2",
            "  kvctl hints resume n2",
            "  kvctl hints drop-set-aside n2"
        })
public final class HintsCommand {
    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new HintsCommand())
                .addSubcommand(new Ls(cli))
                .addSubcommand(new Pause(cli))
                .addSubcommand(new Resume(cli))
                .addSubcommand(new DropSetAside(cli));
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
            List<String> columns = List.of("keeper", "bucket", "key", "element", "missing", "issuedAt", "setAside");
            cli.console()
                    .show(Shown.list("hints", columns, rows).optional("element").with(Map.of("silent", silent)));
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
            hint.element().ifPresent(element -> Json.putBytes(row, "element", element.array()));
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

    @Command(
            name = "drop-set-aside",
            description = "Forget hints that came too late for their window and are kept for inspection only.",
            footer = {
                "",
                "Each is the copy of a sloppy write that a fallback acknowledged and that no replica took within the"
                        + " window",
                "of its write id. A replica may have the write otherwise; if none has, it is gone. Look first:",
                "'kvctl hints ls' shows them as set aside. Hints that still wait for a replica are not touched."
            })
    static final class DropSetAside extends CliCommand {
        /** Asked for at a time, so that no step of a node takes long. */
        private static final int BATCH = 1_000;

        @Parameters(arity = "0..1", paramLabel = "NODE", description = "Only those of this node. Default: all nodes.")
        private Optional<String> node = Optional.empty();

        DropSetAside(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            try (Cluster cluster = cli.connect()) {
                Map<ClusterTopology.Node, Integer> found = new LinkedHashMap<>();
                for (ClusterTopology.Node keeper : Nodes.named(cluster.topology(), node)) {
                    int count = cluster.nodeStatus(keeper.number()).shards().stream()
                            .mapToInt(NodeStatus.Shard::setAsideHints)
                            .sum();
                    if (count > 0) {
                        found.put(keeper, count);
                    }
                }
                if (!found.isEmpty()) {
                    cli.confirm(question(found));
                }
                List<Map<String, Object>> rows = new ArrayList<>();
                found.forEach((keeper, count) -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("node", keeper.name());
                    row.put("dropped", drop(cluster, keeper, count));
                    rows.add(row);
                });
                cli.console().show(Shown.list("dropped", List.of("node", "dropped"), rows));
                if (found.isEmpty()) {
                    cli.console().say("no hints are set aside; nothing was changed");
                }
            }
            return Exit.OK;
        }

        private static String question(Map<ClusterTopology.Node, Integer> found) {
            int total = found.values().stream().mapToInt(Integer::intValue).sum();
            List<String> keepers = found.entrySet().stream()
                    .map(entry -> entry.getKey().name() + ": " + entry.getValue())
                    .toList();
            return total + " hints that were set aside will be forgotten (" + String.join(", ", keepers)
                    + "): sloppy writes that a fallback acknowledged and that came too late."
                    + " What no replica has otherwise is lost.";
        }

        /** No more than were there when it was asked, give or take what is set aside meanwhile. */
        private static long drop(Cluster cluster, ClusterTopology.Node keeper, int count) {
            long dropped = 0;
            while (dropped < count) {
                long more = cluster.dropSetAsideHints(keeper.number(), (int) Math.min(BATCH, count - dropped));
                if (more == 0) {
                    return dropped;
                }
                dropped += more;
            }
            return dropped;
        }
    }
}
