package io.kvorum.cli.command.cluster;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Durations;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.KvorumException;
import io.kvorum.client.cluster.NodeStatus;
import io.kvorum.client.cluster.TreeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl cluster lag}. */
@Command(
        name = "lag",
        description = "Show how far each node is behind: what it is known to lack, and since when it is complete.",
        footer = {
            "",
            "missingDots: writes that the node is known to lack. behind: the age of the time up to which all its"
                    + " partitions are",
            "known to be complete; '-' if that is not known yet. hints: writes of others that it keeps for replicas"
                    + " which are",
            "away, and the age of the oldest. verified: the age of the oldest comparison of trees that found replicas"
                    + " equal; '-'",
            "if some were not compared yet. Exit code 9: a node does not answer (without --watch).",
            "",
            "Examples:",
            "  kvctl cluster lag",
            "  kvctl cluster lag --watch",
            "  kvctl cluster lag --watch --times 60 -o jsonl"
        })
final class ClusterLag extends CliCommand {
    private static final List<String> COLUMNS = List.of(
            "node", "state", "missingDots", "behind", "hints", "oldestHint", "verified", "repaired", "restored");
    private static final String NOT_KNOWN = "-";
    private static final long WATCH_MS = 1_000;
    /** Cursor to the top left, the screen empty. */
    private static final String CLEAR = "\033[H\033[2J";

    @Option(names = "--watch", description = "Look again every second, until it is interrupted.")
    private boolean watch;

    @Option(names = "--times", paramLabel = "N", description = "With --watch: end after so many looks. Default: never.")
    private int times = Integer.MAX_VALUE;

    ClusterLag(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        try (Cluster cluster = cli.connect()) {
            if (!watch) {
                return show(cluster) ? Exit.OK : Exit.UNHEALTHY;
            }
            for (int i = 0; i < times; i++) {
                if (i > 0) {
                    Thread.sleep(WATCH_MS);
                }
                if (cli.console().isTerminal()) {
                    cli.console().out().print(CLEAR);
                }
                show(cluster);
                cli.console().flush();
            }
        }
        return Exit.OK;
    }

    /** @return whether all nodes answered */
    private boolean show(Cluster cluster) {
        List<Map<String, Object>> rows = new ArrayList<>();
        boolean all = true;
        for (NodeReport report : NodeReport.ofAll(cluster, cluster.topology())) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("node", report.node().name());
            row.put("state", report.state());
            report.status().ifPresent(status -> fill(row, status));
            Optional<TreeStatus> trees =
                    report.status().isPresent() ? trees(cluster, report.node().number()) : Optional.empty();
            trees.ifPresent(status -> {
                row.put("verified", age(status.now(), status.oldestVerified()));
                row.put("repaired", status.repairedRows());
                row.put("restored", status.restoredRows());
            });
            rows.add(row);
            all &= trees.isPresent();
        }
        cli.console()
                .show(Shown.list("nodes", COLUMNS, rows)
                        .with(Map.of("at", Instant.now().toString())));
        return all;
    }

    private static Optional<TreeStatus> trees(Cluster cluster, int node) {
        try {
            return Optional.of(cluster.treeStatus(node, Instant.EPOCH));
        } catch (KvorumException e) {
            return Optional.empty();
        }
    }

    private static void fill(Map<String, Object> row, NodeStatus status) {
        row.put("missingDots", status.missingDots());
        boolean known =
                status.shards().stream().allMatch(shard -> shard.minAsOf().isPresent() || shard.partitions() == 0);
        row.put(
                "behind",
                known
                        ? age(
                                status.now(),
                                status.shards().stream()
                                        .flatMap(shard -> shard.minAsOf().stream())
                                        .min(Instant::compareTo))
                        : NOT_KNOWN);
        row.put("hints", status.hints());
        row.put(
                "oldestHint",
                age(
                        status.now(),
                        status.shards().stream()
                                .flatMap(shard -> shard.oldestHint().stream())
                                .min(Instant::compareTo)));
    }

    private static String age(Instant now, Optional<Instant> then) {
        return then.map(instant -> Durations.text(Duration.between(instant, now)))
                .orElse(NOT_KNOWN);
    }
}
