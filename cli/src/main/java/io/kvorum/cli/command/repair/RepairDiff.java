package io.kvorum.cli.command.repair;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl repair diff}. */
@Command(
        name = "diff",
        description = "List the keys in which replicas differ, with the dots that each node holds; change nothing.",
        footer = {"", "As 'kvctl repair verify', but for all keys and as data: -o jsonl prints a line for each key."})
final class RepairDiff extends CliCommand {
    @Option(names = "--limit", paramLabel = "KEYS", description = "Stop after so many. Default: 100000.")
    private int limit = 100_000;

    RepairDiff(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        try (Cluster cluster = cli.connect()) {
            WholeComparison comparison = new WholeComparison(cli, cluster);
            comparison.run(limit);
            cli.console()
                    .show(Shown.list(
                                    "differences",
                                    List.of("partition", "bucket", "key", "element", "versions"),
                                    comparison.rows(limit))
                            .optional("element")
                            .with(Map.of("unread", List.copyOf(comparison.unread))));
            if (!comparison.unread.isEmpty()) {
                cli.console().say("not read: " + String.join(", ", comparison.unread));
            }
            return comparison.isIdentical() ? Exit.OK : Exit.UNHEALTHY;
        }
    }
}
