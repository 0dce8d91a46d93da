package io.kvorum.cli.command.repair;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Durations;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.KvorumException;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.TreeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code kvctl repair status}. */
@Command(
        name = "status",
        description = "Show when replicas were last found equal, and what was mended since each node started.",
        footer = {
            "",
            "'pairs' are those of a partition and another replica that the node compares; of two nodes the one with"
                    + " the lower",
            "number does. 'verifiedAgo' is the age of the oldest comparison that found a pair equal, 'scrubbedAgo'"
                    + " that of the",
            "oldest reading of all rows; '-': some pair, or row, was not looked at yet. 'scrubRead' is how much of"
                    + " the reading",
            "under way is done, 'scrubLeft' how long the rest takes at its pace. 'restored' and 'correctedLeaves'"
                    + " other than 0",
            "mean a bad disk or a bug: look at the node's log. 'damaged' rows do not fit their checksum; nothing is"
                    + " said of their keys by",
            "the node until all other replicas have answered and replaced them. Exit code 9: a node does not answer."
        })
final class RepairStatus extends CliCommand {
    private static final List<String> COLUMNS = List.of(
            "node",
            "rows",
            "leaves",
            "pairs",
            "running",
            "verifiedAgo",
            "repaired",
            "restored",
            "damaged",
            "correctedLeaves",
            "scrubbedAgo",
            "scrubRead",
            "scrubLeft");

    RepairStatus(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        try (Cluster cluster = cli.connect()) {
            for (ClusterTopology.Node node : cluster.topology().nodes()) {
                try {
                    rows.add(row(node.name(), cluster.treeStatus(node.number(), Instant.EPOCH)));
                } catch (KvorumException e) {
                    silent.add(node.name());
                }
            }
        }
        cli.console().show(Shown.list("nodes", COLUMNS, rows).with(Map.of("silent", silent)));
        if (!silent.isEmpty()) {
            cli.console().say("no answer from " + String.join(", ", silent));
        }
        return silent.isEmpty() ? Exit.OK : Exit.UNHEALTHY;
    }

    private static Map<String, Object> row(String node, TreeStatus status) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("node", node);
        row.put("rows", status.rows());
        row.put("leaves", status.leaves());
        row.put("pairs", status.pairs());
        row.put("running", status.running());
        row.put("verifiedAgo", ago(status.now(), status.oldestVerified()));
        row.put("repaired", status.repairedRows());
        row.put("restored", status.restoredRows());
        row.put("damaged", status.damagedRows());
        row.put("correctedLeaves", status.correctedLeaves());
        row.put("scrubbedAgo", ago(status.now(), status.scrubbed()));
        row.put("scrubRead", 100 * status.scrubReadLeaves() / Math.max(1, status.leaves()) + "%");
        row.put("scrubLeft", Durations.text(status.scrubTimeLeft()));
        return row;
    }

    private static String ago(Instant now, Optional<Instant> then) {
        return then.map(instant -> Duration.between(instant, now).toSeconds() + " s")
                .orElse("-");
    }
}
